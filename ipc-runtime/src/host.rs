//! Electron's windows, dialogs, menus and application functions, declared as an API with
//! `peer = "main"`. The compiler reads this file and generates the other side into `connect`.

use std::path::PathBuf;

use ipc_macros::ipc_api;
use ipc_runtime::Bytes;
use serde::{Deserialize, Serialize};

/// Windows, dialogs, menus and the application.
///
/// A `window` is a `BrowserWindow.id`. If the window is gone, or the id is 0, an event is ignored and a
/// request is an error.
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

    /// Closes a window as its user would: the page may object.
    #[event]
    fn close(window: u32);

    /// Minimizes a window.
    #[event]
    fn minimize(window: u32);

    /// Maximizes a window.
    #[event]
    fn maximize(window: u32);

    /// Restores a window from its minimized or maximized state.
    #[event]
    fn restore(window: u32);

    /// Gives a window the focus.
    #[event]
    fn focus(window: u32);

    /// Enters or leaves full screen.
    #[event]
    fn set_full_screen(window: u32, on: bool);

    /// Resizes a window, in device-independent pixels.
    #[event]
    fn set_size(window: u32, width: u32, height: u32);

    /// A window's native handle: the bytes of `BaseWindow.getNativeWindowHandle`.
    #[request]
    async fn native_handle(window: u32) -> Bytes;

    /// Replaces the application menu.
    #[event]
    fn set_application_menu(items: Vec<MenuItem>);

    /// Shows a context menu in a window, at the mouse cursor.
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

    /// Opens a URL in the system's default program for it.
    #[request]
    async fn open_external(url: String);

    /// The theme in use.
    #[request]
    async fn theme() -> Theme;

    /// Sets the theme.
    #[event]
    fn set_theme(source: ThemeSource);

    /// Lets the user choose files to open. The list is empty if the user cancels.
    #[request]
    async fn show_open_dialog(window: Option<u32>, options: OpenDialogOptions) -> Vec<PathBuf>;

    /// Lets the user choose a path to save to. It is `None` if the user cancels.
    #[request]
    async fn show_save_dialog(window: Option<u32>, options: SaveDialogOptions) -> Option<PathBuf>;

    /// Shows a message and waits until the user chooses a button.
    #[request]
    async fn show_message_box(window: Option<u32>, options: MessageBoxOptions) -> MessageBoxAnswer;

    /// Reports a click on a menu item, and the window that had the focus.
    #[send]
    fn menu_clicked(&self, item: u32, window: Option<u32>);
}

/// A theme of windows and native controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// Dark text on a light background.
    Light,
    /// Light text on a dark background.
    Dark,
}

/// The source of the theme.
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

/// A file type in a dialog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileFilter {
    /// The name that the user sees, such as `Images`.
    pub name: String,
    /// The file extensions without dots, such as `png`, or `*` for all files.
    pub extensions: Vec<String>,
}

/// A choice that an open dialog offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OpenDialogProperty {
    /// Files.
    OpenFile,
    /// Folders.
    OpenDirectory,
    /// More than one file or folder.
    MultiSelections,
    /// Hidden files.
    ShowHiddenFiles,
}

/// The options of an open dialog.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenDialogOptions {
    /// The dialog's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The folder in which the dialog starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_path: Option<PathBuf>,
    /// The file types that can be chosen.
    pub filters: Vec<FileFilter>,
    /// The choices that the dialog offers.
    pub properties: Vec<OpenDialogProperty>,
}

/// The options of a save dialog.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SaveDialogOptions {
    /// The dialog's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The path that the dialog proposes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_path: Option<PathBuf>,
    /// The file types that can be chosen.
    pub filters: Vec<FileFilter>,
}

/// The severity of a message, which selects its icon.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MessageLevel {
    /// No icon.
    #[default]
    None,
    /// Information.
    Info,
    /// An error.
    Error,
    /// A question.
    Question,
    /// A warning.
    Warning,
}

/// The options of a message box.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageBoxOptions {
    /// The severity of the message.
    #[serde(rename = "type")]
    pub level: MessageLevel,
    /// The message.
    pub message: String,
    /// A second text, in smaller letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The dialog's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The labels of the buttons. An empty list gives one button, OK.
    pub buttons: Vec<String>,
}

/// The user's answer to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageBoxAnswer {
    /// The index of the chosen button.
    pub response: u32,
}

/// An item of a menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum MenuItem {
    /// An item to click.
    Normal {
        /// The id for [`Host::menu_clicked`].
        id: u32,
        /// The text that the user sees.
        label: String,
        /// The keyboard shortcut, such as `CmdOrCtrl+O`.
        #[serde(skip_serializing_if = "Option::is_none")]
        accelerator: Option<String>,
    },
    /// A separator line.
    Separator,
    /// A submenu.
    Submenu {
        /// The text that the user sees.
        label: String,
        /// The items of the submenu.
        submenu: Vec<MenuItem>,
    },
    /// An item whose label and action Electron provides.
    Role {
        /// The role.
        role: MenuRole,
    },
}

/// The menu items that Electron provides.
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
    /// Paste from the clipboard.
    Paste,
    /// Quit the application.
    Quit,
    /// Redo the last undone edit.
    Redo,
    /// Reload the page.
    Reload,
    /// Select everything.
    SelectAll,
    /// Show or hide the developer tools.
    ToggleDevTools,
    /// Enter or leave full screen.
    Togglefullscreen,
    /// Undo the last edit.
    Undo,
}
