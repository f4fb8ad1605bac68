//! [`Window`], and the functions of `App` that Electron's main process implements.

use crate::app::App;
use crate::bytes::Bytes;
use crate::error::Error;
use crate::host::{HostMain, Theme, ThemeSource};
use crate::log;

/// One `BrowserWindow`, by its id. The id 0 is no window, for a page outside of a window.
///
/// A method that returns nothing sends an event to Electron's main process, in order with all other
/// events and answers. If the window is gone, the event is ignored, and a method with a result fails.
///
/// ```
/// use ipc_runtime::Window;
///
/// fn present(window: &Window) {
///     window.set_title("Quarterly report");
///     window.maximize();
///     window.focus();
/// }
/// ```
#[derive(Clone)]
pub struct Window {
    app: App,
    id: u32,
}

impl Window {
    pub(crate) fn new(app: App, id: u32) -> Self {
        Self { app, id }
    }

    /// Electron's `BrowserWindow.id`.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Sets the title.
    pub fn set_title(&self, title: impl Into<String>) {
        self.emit(|host| host.set_title(self.id, title.into()));
    }

    /// Shows the window and gives it the focus.
    pub fn show(&self) {
        self.emit(|host| host.show(self.id));
    }

    /// Hides the window.
    pub fn hide(&self) {
        self.emit(|host| host.hide(self.id));
    }

    /// Closes the window as its user would: the page may object.
    pub fn close(&self) {
        self.emit(|host| host.close(self.id));
    }

    /// Minimizes the window.
    pub fn minimize(&self) {
        self.emit(|host| host.minimize(self.id));
    }

    /// Maximizes the window.
    pub fn maximize(&self) {
        self.emit(|host| host.maximize(self.id));
    }

    /// Takes the window back from its minimized or maximized state.
    pub fn restore(&self) {
        self.emit(|host| host.restore(self.id));
    }

    /// Gives the window the focus.
    pub fn focus(&self) {
        self.emit(|host| host.focus(self.id));
    }

    /// Enters or leaves full screen.
    pub fn set_full_screen(&self, on: bool) {
        self.emit(|host| host.set_full_screen(self.id, on));
    }

    /// Resizes the window, in device-independent pixels.
    pub fn set_size(&self, width: u32, height: u32) {
        self.emit(|host| host.set_size(self.id, width, height));
    }

    /// The operating system's handle of the window, as the bytes of a pointer or a number: an `HWND` on
    /// Windows, an `NSView*` on macOS, an X11 `Window` on Linux.
    ///
    /// ```
    /// use ipc_runtime::{Error, Window};
    ///
    /// async fn hwnd(window: &Window) -> Result<Option<usize>, Error> {
    ///     let handle = window.native_handle().await?;
    ///     Ok(handle.first_chunk().map(|bytes| usize::from_ne_bytes(*bytes)))
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// If the window or Electron's main process is gone.
    pub async fn native_handle(&self) -> Result<Bytes, Error> {
        self.host().native_handle(self.id).await
    }

    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    pub(crate) fn host(&self) -> HostMain {
        HostMain::new(&self.app)
    }

    fn emit(&self, event: impl FnOnce(&HostMain) -> Result<(), Error>) {
        self.app.emit_to_host(event);
    }
}

impl App {
    /// The window with this id, which is Electron's `BrowserWindow.id`.
    #[must_use]
    pub fn window(&self, id: u32) -> Window {
        Window::new(self.clone(), id)
    }

    /// The application's name, as Electron knows it.
    ///
    /// # Errors
    ///
    /// If Electron's main process is gone.
    pub async fn name(&self) -> Result<String, Error> {
        HostMain::new(self).app_name().await
    }

    /// The application's version, as Electron knows it.
    ///
    /// # Errors
    ///
    /// If Electron's main process is gone.
    pub async fn version(&self) -> Result<String, Error> {
        HostMain::new(self).app_version().await
    }

    /// Opens a URL in the system's default program for it, such as a browser or a mail program.
    ///
    /// The system may start any program for a URL: check URLs that come from a page.
    ///
    /// ```
    /// use ipc_runtime::{App, Error};
    ///
    /// async fn show_issue(app: &App, number: u32) -> Result<(), Error> {
    ///     app.open_external(format!("https://example.com/issues/{number}")).await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// If no program can open it, or Electron's main process is gone.
    pub async fn open_external(&self, url: impl Into<String>) -> Result<(), Error> {
        HostMain::new(self).open_external(url.into()).await
    }

    /// The theme in use, which the system, the user or the application has chosen.
    ///
    /// ```
    /// use ipc_runtime::{App, Error, Theme, ThemeSource};
    ///
    /// async fn toggle(app: &App) -> Result<(), Error> {
    ///     app.set_theme(match app.theme().await? {
    ///         Theme::Light => ThemeSource::Dark,
    ///         Theme::Dark => ThemeSource::Light,
    ///     });
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// If Electron's main process is gone.
    pub async fn theme(&self) -> Result<Theme, Error> {
        HostMain::new(self).theme().await
    }

    /// Sets the theme of all windows and native controls.
    pub fn set_theme(&self, source: ThemeSource) {
        self.emit_to_host(|host| host.set_theme(source));
    }

    /// Quits the application, unless a window objects.
    pub fn quit(&self) {
        self.emit_to_host(HostMain::quit);
    }

    /// Emits an event to the host. Its arguments can always be encoded, and a host of another version
    /// cannot connect, so an error is only logged.
    pub(crate) fn emit_to_host(&self, event: impl FnOnce(&HostMain) -> Result<(), Error>) {
        if let Err(error) = event(&HostMain::new(self)) {
            log::report(error);
        }
    }
}
