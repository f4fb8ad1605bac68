//! What Rust may ask of Electron itself, declared as any other API with `peer = "main"`: the
//! compiler reads this very file and writes the other side of it into `connect`.

use std::path::PathBuf;

use ipc_macros::ipc_api;
use ipc_runtime::Bytes;
use serde::{Deserialize, Serialize};

/// Windows, dialogs, menus and the application.
///
/// A `window` is a `BrowserWindow.id`. One that is gone, as is 0 for none, is ignored by what returns
/// nothing, and an error to what is asked.
#[ipc_api(peer = "main")]
pub trait Host {
    /// Sets a window's title.
    #[event]
    fn set_title(window: u32, title: String);

    /// Shows a window and gives it the focus.
    #[event]
    fn show(window: u32);

    /// Hides a window.
    #[event]
    fn hide(window: u32);

    /// Closes a window, as its user would.
    #[event]
    fn close(window: u32);

    /// Minimizes a window.
    #[event]
    fn minimize(window: u32);

    /// Maximizes a window.
    #[event]
    fn maximize(window: u32);

    /// Takes a window back from its minimized or maximized state.
    #[event]
    fn restore(window: u32);

    /// Gives a window the focus.
    #[event]
    fn focus(window: u32);

    /// Makes a window fill the screen, or not.
    #[event]
    fn set_full_screen(window: u32, on: bool);

    /// Resizes a window, in device-independent pixels.
    #[event]
    fn set_size(window: u32, width: u32, height: u32);

    /// A window's native handle, in the bytes of `BaseWindow.getNativeWindowHandle`.
    #[request]
    async fn native_handle(window: u32) -> Bytes;

    /// Replaces the application menu.
    #[event]
    fn set_application_menu(items: Vec<MenuItem>);

    /// Shows a context menu in a window, where the mouse is.
    #[event]
    fn popup_menu(window: u32, items: Vec<MenuItem>);

    /// Quits the application, unless a window objects.
    #[event]
    fn quit();

    /// The application's name.
    #[request]
    async fn app_name() -> String;

    /// The application's version.
    #[request]
    async fn app_version() -> String;

    /// Opens a URL in the program that the system has for it.
    #[request]
    async fn open_external(url: String);

    /// The theme that is shown.
    #[request]
    async fn theme() -> Theme;

    /// Chooses the theme.
    #[event]
    fn set_theme(source: ThemeSource);

    /// Asks the user for files to open: none if the user cancels.
    #[request]
    async fn show_open_dialog(window: Option<u32>, options: OpenDialogOptions) -> Vec<PathBuf>;

    /// Asks the user where to save: `None` if the user cancels.
    #[request]
    async fn show_save_dialog(window: Option<u32>, options: SaveDialogOptions) -> Option<PathBuf>;

    /// Shows a message and waits for one of its buttons.
    #[request]
    async fn show_message_box(window: Option<u32>, options: MessageBoxOptions) -> MessageBoxAnswer;

    /// The user clicked an item of a menu.
    #[send]
    fn menu_clicked(&self, item: u32, window: Option<u32>);
}

/// A theme of windows and native controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// Where the theme comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ThemeSource {
    /// The system's setting.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// Files of one kind, by their extensions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileFilter {
    /// What the user sees: `Images`.
    pub name: String,
    /// Without dots: `png`; `*` for all.
    pub extensions: Vec<String>,
}

/// What a dialog for opening lets the user choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OpenDialogProperty {
    /// Files.
    OpenFile,
    /// Folders.
    OpenDirectory,
    /// More than one.
    MultiSelections,
    /// Hidden files too.
    ShowHiddenFiles,
}

/// A dialog for opening.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenDialogOptions {
    /// The dialog's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where the dialog starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_path: Option<PathBuf>,
    /// Which files can be chosen.
    pub filters: Vec<FileFilter>,
    /// What can be chosen.
    pub properties: Vec<OpenDialogProperty>,
}

/// A dialog for saving.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SaveDialogOptions {
    /// The dialog's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where the dialog starts, with the name that it proposes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_path: Option<PathBuf>,
    /// Which kinds of file can be chosen.
    pub filters: Vec<FileFilter>,
}

/// How grave a message is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MessageLevel {
    /// No icon.
    #[default]
    None,
    /// For information.
    Info,
    /// An error.
    Error,
    /// A question.
    Question,
    /// A warning.
    Warning,
}

/// A message to the user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageBoxOptions {
    /// How grave it is.
    #[serde(rename = "type")]
    pub level: MessageLevel,
    /// The message itself.
    pub message: String,
    /// More, in smaller letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The dialog's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The buttons' labels, from the first; none is one that says OK.
    pub buttons: Vec<String>,
}

/// What the user did with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageBoxAnswer {
    /// The index of the button.
    pub response: u32,
}

/// An item of a menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum MenuItem {
    /// An item to click.
    Normal {
        /// What [`Host::menu_clicked`] is told.
        id: u32,
        /// What the user sees.
        label: String,
        /// The keys, as `CmdOrCtrl+O`.
        #[serde(skip_serializing_if = "Option::is_none")]
        accelerator: Option<String>,
    },
    /// A line.
    Separator,
    /// A menu in the menu.
    Submenu {
        /// What the user sees.
        label: String,
        /// Its items.
        submenu: Vec<MenuItem>,
    },
    /// An item whose label and action are Electron's own.
    Role {
        /// Which.
        role: MenuRole,
    },
}

/// The actions that Electron itself has for menu items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MenuRole {
    /// About the application (macOS).
    About,
    /// Close the window.
    Close,
    /// Copy the selection.
    Copy,
    /// Cut the selection.
    Cut,
    /// Hide the application (macOS).
    Hide,
    /// Minimize the window.
    Minimize,
    /// Paste.
    Paste,
    /// Quit the application.
    Quit,
    /// Redo.
    Redo,
    /// Load the page anew.
    Reload,
    /// Select everything.
    SelectAll,
    /// Show or hide the developer tools.
    ToggleDevTools,
    /// Fill the screen, or not.
    Togglefullscreen,
    /// Undo.
    Undo,
}
