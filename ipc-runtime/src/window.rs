//! Windows, and the application as a whole.

use crate::host::HostMain;
use crate::page::Selector;
use crate::{App, Error, Pages};

/// One `BrowserWindow`, by its id.
///
/// What returns nothing is sent to Electron's main process in order with everything else and takes
/// effect there; a window that is gone by then is ignored.
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

    /// Quits the application, unless a window objects.
    pub fn quit(&self) {
        self.tell_host(HostMain::quit);
    }

    /// Tells the host something that cannot be refused: its arguments can always be written, and a
    /// host of another version is refused when it connects.
    pub(crate) fn tell_host(&self, event: impl FnOnce(&HostMain) -> Result<(), Error>) {
        if let Err(error) = event(&HostMain::new(self)) {
            crate::log(&error.to_string());
        }
    }
}
