//! Windows, and the application as a whole.

use crate::host::HostMain;
use crate::page::Selector;
use crate::{App, Bytes, Error, Pages, Theme, ThemeSource, log};

/// One `BrowserWindow`, by its id. The id 0 is no window: that of a page whose contents are in none.
///
/// What returns nothing is sent to Electron's main process in order with everything else and takes
/// effect there; a window that is gone by then is ignored. What asks for something fails then.
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

    /// The id that Electron gave it.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Sets the title.
    pub fn set_title(&self, title: impl Into<String>) {
        self.tell(|host| host.set_title(self.id, title.into()));
    }

    /// Shows the window and gives it the focus.
    pub fn show(&self) {
        self.tell(|host| host.show(self.id));
    }

    /// Hides the window.
    pub fn hide(&self) {
        self.tell(|host| host.hide(self.id));
    }

    /// Closes the window, as its user would.
    pub fn close(&self) {
        self.tell(|host| host.close(self.id));
    }

    /// Minimizes the window.
    pub fn minimize(&self) {
        self.tell(|host| host.minimize(self.id));
    }

    /// Maximizes the window.
    pub fn maximize(&self) {
        self.tell(|host| host.maximize(self.id));
    }

    /// Takes the window back from its minimized or maximized state.
    pub fn restore(&self) {
        self.tell(|host| host.restore(self.id));
    }

    /// Gives the window the focus.
    pub fn focus(&self) {
        self.tell(|host| host.focus(self.id));
    }

    /// Makes the window fill the screen, or not.
    pub fn set_full_screen(&self, on: bool) {
        self.tell(|host| host.set_full_screen(self.id, on));
    }

    /// Resizes the window, in device-independent pixels.
    pub fn set_size(&self, width: u32, height: u32) {
        self.tell(|host| host.set_size(self.id, width, height));
    }

    /// The handle that the system itself has for the window, as the bytes of a pointer or a number: an
    /// `HWND` on Windows, an `NSView*` on macOS, a `Window` of X11 on Linux.
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

    fn tell(&self, event: impl FnOnce(&HostMain) -> Result<(), Error>) {
        self.app.tell_host(event);
    }
}

impl From<&Window> for Pages {
    fn from(window: &Window) -> Self {
        Self { app: window.app.clone(), selector: Selector::Window(window.id) }
    }
}

impl App {
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

    /// Opens a URL in the program that the system has for it: a browser, or a mail program.
    ///
    /// Whatever the system knows is opened: check a URL that comes from a page.
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
    /// If nothing opens it, or Electron's main process is gone.
    pub async fn open_external(&self, url: impl Into<String>) -> Result<(), Error> {
        HostMain::new(self).open_external(url.into()).await
    }

    /// The theme that is shown now, whoever has chosen it.
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

    /// Chooses the theme of all windows and native controls.
    pub fn set_theme(&self, source: ThemeSource) {
        self.tell_host(|host| host.set_theme(source));
    }

    /// Quits the application, unless a window objects.
    pub fn quit(&self) {
        self.tell_host(HostMain::quit);
    }

    /// Tells the host something that cannot be refused: its arguments can always be written, and a
    /// host of another version is refused when it connects.
    pub(crate) fn tell_host(&self, event: impl FnOnce(&HostMain) -> Result<(), Error>) {
        if let Err(error) = event(&HostMain::new(self)) {
            log::note(error);
        }
    }
}
