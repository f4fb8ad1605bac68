//! Native dialogs.

use std::path::PathBuf;

use crate::host::{
    FileFilter, MessageBoxOptions, MessageLevel, OpenDialogOptions, OpenDialogProperty,
    SaveDialogOptions,
};
use crate::{Error, Window};

/// A native dialog for choosing files or folders, or where to save.
///
/// ```
/// use std::path::PathBuf;
///
/// use ipc_runtime::{Caller, Error, FileDialog};
///
/// async fn choose_image(caller: &Caller) -> Result<Option<PathBuf>, Error> {
///     FileDialog::new()
///         .title("Choose an image")
///         .filter("Images", ["png", "jpg"])
///         .pick_file(&caller.window())
///         .await
/// }
/// ```
///
/// Each method that shows it fails only if the window is gone, before or while the dialog is open, if
/// Electron's main process is, or if the dialog itself throws; a user who cancels is `None`, or an
/// empty list.
#[derive(Debug, Clone, Default)]
#[must_use = "a dialog shows when something is picked"]
pub struct FileDialog {
    title: Option<String>,
    directory: Option<PathBuf>,
    filters: Vec<FileFilter>,
}

impl FileDialog {
    /// A dialog with the system's title, place and all files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the title.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets where the dialog starts: a folder, or a file that it proposes.
    pub fn start_at(mut self, path: impl Into<PathBuf>) -> Self {
        self.directory = Some(path.into());
        self
    }

    /// Adds a kind of file, by its extensions without dots.
    pub fn filter<E: Into<String>>(
        mut self,
        name: impl Into<String>,
        extensions: impl IntoIterator<Item = E>,
    ) -> Self {
        let extensions = extensions.into_iter().map(Into::into).collect();
        self.filters.push(FileFilter { name: name.into(), extensions });
        self
    }

    /// Lets the user choose a file.
    pub async fn pick_file(self, window: &Window) -> Result<Option<PathBuf>, Error> {
        let chosen = self.open(window, vec![OpenDialogProperty::OpenFile]).await?;
        Ok(chosen.into_iter().next())
    }

    /// Lets the user choose any number of files.
    pub async fn pick_files(self, window: &Window) -> Result<Vec<PathBuf>, Error> {
        let properties = vec![OpenDialogProperty::OpenFile, OpenDialogProperty::MultiSelections];
        self.open(window, properties).await
    }

    /// Lets the user choose a folder.
    pub async fn pick_folder(self, window: &Window) -> Result<Option<PathBuf>, Error> {
        let chosen = self.open(window, vec![OpenDialogProperty::OpenDirectory]).await?;
        Ok(chosen.into_iter().next())
    }

    /// Lets the user choose where to save.
    pub async fn save_file(self, window: &Window) -> Result<Option<PathBuf>, Error> {
        let options = SaveDialogOptions {
            title: self.title,
            default_path: self.directory,
            filters: self.filters,
        };
        window.host().show_save_dialog(Some(window.id()), options).await
    }

    async fn open(
        self,
        window: &Window,
        properties: Vec<OpenDialogProperty>,
    ) -> Result<Vec<PathBuf>, Error> {
        let options = OpenDialogOptions {
            title: self.title,
            default_path: self.directory,
            filters: self.filters,
            properties,
        };
        window.host().show_open_dialog(Some(window.id()), options).await
    }
}

/// A native message box.
///
/// ```
/// use ipc_runtime::{Error, MessageDialog, Window};
///
/// async fn may_delete(window: &Window) -> Result<bool, Error> {
///     let answer = MessageDialog::question("Delete the file?")
///         .detail("This cannot be undone.")
///         .buttons(["Delete", "Keep"])
///         .show(window)
///         .await?;
///     Ok(answer == 0)
/// }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a dialog shows when it is told to"]
pub struct MessageDialog {
    options: MessageBoxOptions,
}

impl MessageDialog {
    /// Tells the user something.
    pub fn info(message: impl Into<String>) -> Self {
        Self::new(MessageLevel::Info, message)
    }

    /// Warns the user.
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(MessageLevel::Warning, message)
    }

    /// Tells the user of an error.
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(MessageLevel::Error, message)
    }

    /// Asks the user.
    pub fn question(message: impl Into<String>) -> Self {
        Self::new(MessageLevel::Question, message)
    }

    fn new(level: MessageLevel, message: impl Into<String>) -> Self {
        let options = MessageBoxOptions { level, message: message.into(), ..Default::default() };
        Self { options }
    }

    /// Sets the title.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.options.title = Some(title.into());
        self
    }

    /// Adds a second, smaller text.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.options.detail = Some(detail.into());
        self
    }

    /// Sets the buttons; without it there is one that says OK.
    pub fn buttons<B: Into<String>>(mut self, labels: impl IntoIterator<Item = B>) -> Self {
        self.options.buttons = labels.into_iter().map(Into::into).collect();
        self
    }

    /// Shows it and waits for the user: the index of the button.
    ///
    /// # Errors
    ///
    /// If the window is gone, before or while the dialog is open, if Electron's main process is, or if
    /// the dialog itself throws.
    pub async fn show(self, window: &Window) -> Result<usize, Error> {
        let answer = window.host().show_message_box(Some(window.id()), self.options).await?;
        Ok(answer.response as usize)
    }
}
