//! The functions of Electron that Rust uses: windows, dialogs and the application.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use ipc_runtime::{App, Bytes, FileDialog, Menu, MessageDialog, Theme, ThemeSource, ipc_api};
use serde::Deserialize;

use crate::lost::Lost;

/// Lets the tests call the functions of Electron through Rust.
#[ipc_api(peer = "main")]
pub trait Desk {
    /// Changes a window.
    #[send]
    fn arrange(&self, window: u32, step: Step);

    /// Shows a save dialog for a text.
    #[invoke]
    async fn save(&self, window: u32) -> Result<Option<PathBuf>, Lost>;

    /// Shows an open dialog for images.
    #[invoke]
    async fn images(&self, window: u32) -> Result<Vec<PathBuf>, Lost>;

    /// Shows an open dialog for a folder.
    #[invoke]
    async fn folder(&self, window: u32) -> Result<Option<PathBuf>, Lost>;

    /// Shows a question.
    #[invoke]
    async fn ask(&self, window: u32) -> Result<usize, Lost>;

    /// The application's name.
    #[invoke]
    async fn name(&self) -> Result<String, Lost>;

    /// The application's version.
    #[invoke]
    async fn version(&self) -> Result<String, Lost>;

    /// The native handle of a window.
    #[invoke]
    async fn native_handle(&self, window: u32) -> Result<Bytes, Lost>;

    /// Pops up a context menu with one item.
    #[send]
    fn popup(&self, window: u32);

    /// The number of clicks on that item.
    #[invoke]
    fn clicks(&self) -> u32;

    /// Opens a URL in its default program.
    #[invoke]
    async fn open_external(&self, url: String) -> Result<(), Lost>;

    /// Whether the theme is dark.
    #[invoke]
    async fn is_dark(&self) -> Result<bool, Lost>;

    /// Sets a dark or a light theme, or the theme of the system if `None`.
    #[send]
    fn set_dark(&self, dark: Option<bool>);

    /// Quits the application.
    #[send]
    fn quit(&self);
}

/// A change of a window.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// Show the window.
    Show,
    /// Hide the window.
    Hide,
    /// Close the window.
    Close,
    /// Minimize the window.
    Minimize,
    /// Maximize the window.
    Maximize,
    /// Restore the window.
    Restore,
    /// Give the window the focus.
    Focus,
    /// Enter full screen.
    FullScreen,
    /// Resize the window to 300 by 200 pixels.
    Resize,
}

pub(crate) struct Electron {
    pub(crate) app: App,
    pub(crate) clicks: Arc<AtomicU32>,
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

    async fn version(&self) -> Result<String, Lost> {
        Ok(self.app.version().await?)
    }

    async fn native_handle(&self, window: u32) -> Result<Bytes, Lost> {
        Ok(self.app.window(window).native_handle().await?)
    }

    fn popup(&self, window: u32) {
        let clicks = Arc::clone(&self.clicks);
        let count = move |_: &_| {
            clicks.fetch_add(1, Ordering::Relaxed);
        };
        Menu::new().item("Count", count).popup(&self.app.window(window));
    }

    fn clicks(&self) -> u32 {
        self.clicks.load(Ordering::Relaxed)
    }

    async fn open_external(&self, url: String) -> Result<(), Lost> {
        Ok(self.app.open_external(url).await?)
    }

    async fn is_dark(&self) -> Result<bool, Lost> {
        Ok(self.app.theme().await? == Theme::Dark)
    }

    fn set_dark(&self, dark: Option<bool>) {
        self.app.set_theme(match dark {
            None => ThemeSource::System,
            Some(false) => ThemeSource::Light,
            Some(true) => ThemeSource::Dark,
        });
    }

    fn quit(&self) {
        self.app.quit();
    }
}
