//! Pages as the application sees them: the pages that it calls, and the pages that open and close.

use crate::app::{App, PageChange};
use crate::caller::Caller;
use crate::page_table::Selector;
use crate::window::Window;

/// The pages that a generated `…Renderer` calls: one page, the pages of a window, the pages with a
/// label, or all pages. The pages are selected anew for each event.
///
/// ```
/// use ipc_runtime::{App, Caller, Pages, ipc_api};
///
/// #[ipc_api]
/// pub trait CounterApi {
///     #[event]
///     fn update_counter(step: i32);
/// }
///
/// fn count(app: &App, caller: &Caller) -> Result<(), ipc_runtime::Error> {
///     CounterApiRenderer::new(caller).update_counter(1)?; // the page that called
///     CounterApiRenderer::new(app.label("main")).update_counter(1)?; // every page with the label
///     let reached = CounterApiRenderer::new(app).update_counter(1)?; // every page
///     assert!(reached >= 1);
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct Pages {
    pub(crate) app: App,
    pub(crate) selector: Selector,
}

impl From<&App> for Pages {
    fn from(app: &App) -> Self {
        Self { app: app.clone(), selector: Selector::All }
    }
}

impl From<&Window> for Pages {
    fn from(window: &Window) -> Self {
        Self { app: window.app().clone(), selector: Selector::Window(window.id()) }
    }
}

impl From<&Caller> for Pages {
    fn from(caller: &Caller) -> Self {
        Self { app: caller.app().clone(), selector: Selector::Page(caller.page()) }
    }
}

/// A page that has opened or closed, for a callback of [`App::on_page`].
///
/// The page is a [`Caller`] that has not called: it describes the page and reaches it.
#[derive(Clone)]
#[non_exhaustive]
pub enum PageEvent {
    /// The page may call from now on. It does not listen to any event yet.
    Opened(Caller),
    /// The page is gone: it was closed, reloaded or navigated away from.
    Closed(Caller),
}

impl App {
    /// The pages in windows that were attached with this label.
    #[must_use]
    pub fn label(&self, label: impl Into<String>) -> Pages {
        Pages { app: self.clone(), selector: Selector::Label(label.into()) }
    }

    /// Calls `callback` for each page that opens or closes from now on. A callback that is added in the
    /// closure of [`addon!`](crate::addon!) sees every page.
    ///
    /// The callback runs on the JS thread, in order with the calls of pages; move slow work to a task
    /// with [`spawn`](Self::spawn). A page opens before its first call arrives, and closes after its
    /// calls have been cancelled. There may be several callbacks; a panic in one does not affect the
    /// others.
    ///
    /// ```
    /// use std::collections::BTreeSet;
    /// use std::sync::Mutex;
    ///
    /// use ipc_runtime::{App, PageEvent};
    ///
    /// fn track_urls(app: &App) {
    ///     let urls = Mutex::new(BTreeSet::new());
    ///     app.on_page(move |event| {
    ///         let mut urls = urls.lock().unwrap();
    ///         match event {
    ///             PageEvent::Opened(page) => urls.insert((page.page(), page.url().to_owned())),
    ///             PageEvent::Closed(page) => urls.remove(&(page.page(), page.url().to_owned())),
    ///             _ => false,
    ///         };
    ///     });
    /// }
    /// ```
    pub fn on_page(&self, callback: impl Fn(&PageEvent) + Send + Sync + 'static) {
        self.observe_pages(move |app, endpoint, change| {
            let page = Caller::new(app.clone(), endpoint.clone(), None);
            callback(&match change {
                PageChange::Opened => PageEvent::Opened(page),
                PageChange::Closed => PageEvent::Closed(page),
            });
        });
    }
}
