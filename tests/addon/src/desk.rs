//! What Rust asks of Electron itself: windows, dialogs and the application.

use std::path::PathBuf;

use ipc_runtime::{App, FileDialog, MessageDialog, ipc_api};
use serde::Deserialize;

use crate::Lost;

/// Lets the tests use, from the main process, what Electron does for Rust.
#[ipc_api(peer = "main")]
pub trait Desk {
    /// Does something to a window.
    #[send]
    fn arrange(&self, window: u32, step: Step);

    /// Asks where to save a text.
    #[invoke]
    async fn save(&self, window: u32) -> Result<Option<PathBuf>, Lost>;

    /// Asks for images.
    #[invoke]
    async fn images(&self, window: u32) -> Result<Vec<PathBuf>, Lost>;

    /// Asks for a folder.
    #[invoke]
    async fn folder(&self, window: u32) -> Result<Option<PathBuf>, Lost>;

    /// Asks a question.
    #[invoke]
    async fn ask(&self, window: u32) -> Result<usize, Lost>;

    /// The application's name.
    #[invoke]
    async fn name(&self) -> Result<String, Lost>;

    /// Quits the application.
    #[send]
    fn quit(&self);
}

/// What can be done to a window.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// Show it.
    Show,
    /// Hide it.
    Hide,
    /// Close it.
    Close,
    /// Minimize it.
    Minimize,
    /// Maximize it.
    Maximize,
    /// Take it back.
    Restore,
    /// Give it the focus.
    Focus,
    /// Make it fill the screen.
    FullScreen,
    /// Make it 300 pixels wide and 200 high.
    Resize,
}

pub(crate) struct Electron {
    pub(crate) app: App,
}

impl Desk for Electron {
    fn arrange(&self, window: u32, step: Step) {
        let window = self.app.window(window);
        match step {
            Step::Show => window.show(),
            Step::Hide => window.hide(),
            Step::Close => window.close(),
            Step::Minimize => window.minimize(),
            Step::Maximize => window.maximize(),
            Step::Restore => window.restore(),
            Step::Focus => window.focus(),
            Step::FullScreen => window.set_full_screen(true),
            Step::Resize => window.set_size(300, 200),
        }
    }

    async fn save(&self, window: u32) -> Result<Option<PathBuf>, Lost> {
        let dialog = FileDialog::new().title("Save").start_at("/tmp/letter.txt");
        Ok(dialog.filter("Text", ["txt"]).save_file(&self.app.window(window)).await?)
    }

    async fn images(&self, window: u32) -> Result<Vec<PathBuf>, Lost> {
        let dialog = FileDialog::new().filter("Images", ["png", "jpg"]);
        Ok(dialog.pick_files(&self.app.window(window)).await?)
    }

    async fn folder(&self, window: u32) -> Result<Option<PathBuf>, Lost> {
        Ok(FileDialog::new().pick_folder(&self.app.window(window)).await?)
    }

    async fn ask(&self, window: u32) -> Result<usize, Lost> {
        let dialog = MessageDialog::question("Delete it?").detail("For good.");
        Ok(dialog.buttons(["Delete", "Keep"]).show(&self.app.window(window)).await?)
    }

    async fn name(&self) -> Result<String, Lost> {
        Ok(self.app.name().await?)
    }

    fn quit(&self) {
        self.app.quit();
    }
}
