//! Native dialogs for files and messages.

use std::path::PathBuf;

use crate::error::Error;
use crate::host::{
    FileFilter, MessageBoxOptions, MessageLevel, OpenDialogOptions, OpenDialogProperty,
    SaveDialogOptions,
};
use crate::window::Window;

/// A native dialog to open files or folders, or to save a file.
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
/// If the user cancels, the result is `None` or an empty list. A method that shows the dialog fails only
/// if the window is gone or closes while the dialog is open, if Electron's main process is gone, or if
/// the dialog itself throws.
#[derive(Debug, Clone, Default)]
#[must_use = "the dialog is shown by `pick_file`, `pick_files`, `pick_folder` or `save_file`"]
pub struct FileDialog {
    title: Option<String>,
    directory: Option<PathBuf>,
    filters: Vec<FileFilter>,
}

impl FileDialog {
    /// A dialog with the system's default title and folder, for all files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the title.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the folder in which the dialog starts, or the file that it proposes.
    pub fn start_at(mut self, path: impl Into<PathBuf>) -> Self {
        self.directory = Some(path.into());
        self
    }

    /// Adds a file type with a name and its extensions, without dots.
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

    /// Lets the user choose a path to save to. The file need not exist.
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
#[must_use = "the dialog is shown by `show`"]
pub struct MessageDialog {
    options: MessageBoxOptions,
}

impl MessageDialog {
    /// A message for information.
    pub fn info(message: impl Into<String>) -> Self {
        Self::new(MessageLevel::Info, message)
    }

    /// A warning.
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(MessageLevel::Warning, message)
    }

    /// An error message.
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(MessageLevel::Error, message)
    }

    /// A question.
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

    /// Sets a second text, in smaller letters.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.options.detail = Some(detail.into());
        self
    }

    /// Sets the labels of the buttons. The default is one button, OK.
    pub fn buttons<B: Into<String>>(mut self, labels: impl IntoIterator<Item = B>) -> Self {
        self.options.buttons = labels.into_iter().map(Into::into).collect();
        self
    }

    /// Shows the dialog and returns the index of the button that the user chose.
    ///
    /// # Errors
    ///
    /// If the window is gone or closes while the dialog is open, if Electron's main process is gone, or
    /// if the dialog itself throws.
    pub async fn show(self, window: &Window) -> Result<usize, Error> {
        let answer = window.host().show_message_box(Some(window.id()), self.options).await?;
        Ok(answer.response as usize)
    }
}
