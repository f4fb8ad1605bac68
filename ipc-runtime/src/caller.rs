//! Who calls.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::page::{Endpoint, Page};
use crate::{App, Window};

/// The page that calls a method, as Electron's main process knows it: nothing here comes from the
/// page's own words.
///
/// A method takes it as `caller: &Caller`, right after `&self`; it is no argument on the wire.
///
/// ```
/// use ipc_runtime::{Caller, ipc_api};
///
/// #[ipc_api]
/// pub trait TitleApi {
///     #[send]
///     fn set_title(&self, caller: &Caller, title: String);
/// }
///
/// struct Titles;
///
/// impl TitleApi for Titles {
///     fn set_title(&self, caller: &Caller, title: String) {
///         caller.window().set_title(title);
///     }
/// }
/// ```
#[derive(Clone)]
pub struct Caller {
    app: App,
    from: Arc<Endpoint>,
    /// Of a call that can be given up by itself; another one ends with its page.
    cancelled: Option<CancellationToken>,
}

impl Caller {
    pub(crate) fn new(app: App, from: Arc<Endpoint>, cancelled: Option<CancellationToken>) -> Self {
        Self { app, from, cancelled }
    }

    /// The application that the page belongs to.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The page's number. A page that is reloaded has a new one; none is used twice.
    #[must_use]
    pub fn page(&self) -> u32 {
        self.known().id
    }

    /// The window that shows the page. Its id is 0 if the page is in no window, such as in a view that
    /// has been taken out of one: what it is told is then ignored, and what it is asked fails.
    #[must_use]
    pub fn window(&self) -> Window {
        self.app.window(self.known().open.window)
    }

    /// The label that the window was attached with, if any.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        self.known().open.label.as_deref()
    }

    /// The frame, as `process id:routing id`.
    #[must_use]
    pub fn frame(&self) -> &str {
        &self.known().open.frame
    }

    /// The URL that the page was loaded from.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.known().open.url
    }

    /// The page's origin: `https://example.com`, or `file://`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.known().open.origin
    }

    /// Whether the answer has nobody left to go to: the page is gone, or has given the call up.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.token().is_cancelled()
    }

    /// Resolves when the answer has nobody left to go to. A handler that waits for something slow
    /// selects on it; one that does not runs to its end, and its answer is dropped.
    pub async fn cancelled(&self) {
        self.token().cancelled().await;
    }

    /// What the main process has said of the page.
    fn known(&self) -> &Page {
        &self.from.page
    }

    /// Cancelled when the answer has nobody left to go to.
    pub(crate) fn token(&self) -> &CancellationToken {
        self.cancelled.as_ref().unwrap_or(&self.from.gone)
    }
}
