//! [`Caller`]: the page that calls a method.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::frame::Open;
use crate::page::Endpoint;
use crate::window::Window;

/// The page that calls a method.
///
/// All information comes from Electron's main process, never from the page itself. A method takes the
/// caller as `caller: &Caller`, right after `&self`; it is not an argument on the wire.
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
    /// The token of a call that can be cancelled on its own. Other calls end with their endpoint.
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

    /// The page's number. No number is used twice: a reload opens a page with a new one.
    #[must_use]
    pub fn page(&self) -> u32 {
        self.from.page.id
    }

    /// The window that shows the page. Its id is 0 if the page is in no window, for example in a view
    /// that was removed from its window: such a window ignores events, and its requests fail.
    #[must_use]
    pub fn window(&self) -> Window {
        self.app.window(self.description().window)
    }

    /// The label that the window was attached with, if any.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        self.description().label.as_deref()
    }

    /// The frame, as `process id:routing id`.
    #[must_use]
    pub fn frame(&self) -> &str {
        &self.description().frame
    }

    /// The URL that the page was loaded from.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.description().url
    }

    /// The page's origin: `https://example.com`, or `file://`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.description().origin
    }

    /// Whether nobody can receive the answer any more: the page is gone, or has cancelled the call.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.token().is_cancelled()
    }

    /// Resolves when nobody can receive the answer any more.
    ///
    /// A handler that waits for slow work can select on this. Other handlers run to their end, and their
    /// answers are dropped.
    pub async fn cancelled(&self) {
        self.token().cancelled().await;
    }

    /// The page as the main process described it.
    fn description(&self) -> &Open {
        &self.from.page.open
    }

    /// Cancelled when nobody can receive the answer any more.
    pub(crate) fn token(&self) -> &CancellationToken {
        self.cancelled.as_ref().unwrap_or(&self.from.gone)
    }
}
