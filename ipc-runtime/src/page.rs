//! Pages: who is there, and which of them an event is for.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::frame::{Hears, Open};
use crate::{App, Caller};

/// A page that may call, from its `open` to its `close`.
pub(crate) struct Page {
    pub(crate) id: u32,
    pub(crate) open: Open,
    /// Cancelled when the page is gone.
    pub(crate) gone: CancellationToken,
    /// The calls that run on other threads, by the ids that the page gave them.
    calls: Mutex<HashMap<Box<str>, CancellationToken>>,
}

impl Page {
    /// How many calls are open; `None` if one of them has this id.
    pub(crate) fn calls_besides(&self, id: &str) -> Option<usize> {
        let calls = self.calls();
        (!calls.contains_key(id)).then_some(calls.len())
    }

    /// Enters a call, which has the token until it is settled.
    pub(crate) fn open_call(&self, id: &str) -> CancellationToken {
        let token = self.gone.child_token();
        self.calls().insert(id.into(), token.clone());
        token
    }

    /// Takes a call off the list: whoever does may settle it.
    pub(crate) fn settle_call(&self, id: &str) -> Option<CancellationToken> {
        self.calls().remove(id)
    }

    fn end(&self) {
        self.calls().clear();
        self.gone.cancel();
    }

    fn calls(&self) -> MutexGuard<'_, HashMap<Box<str>, CancellationToken>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The pages that are there, by number.
#[derive(Default)]
pub(crate) struct PageTable {
    /// With the channels that each listens to, and how often.
    pages: BTreeMap<u32, (Arc<Page>, HashMap<String, u32>)>,
}

impl PageTable {
    pub(crate) fn open(&mut self, id: u32, open: Open) {
        let page =
            Arc::new(Page { id, open, gone: CancellationToken::new(), calls: Mutex::default() });
        if let Some((replaced, _)) = self.pages.insert(id, (page, HashMap::new())) {
            replaced.end();
        }
    }

    pub(crate) fn close(&mut self, id: u32) {
        if let Some((page, _)) = self.pages.remove(&id) {
            page.end();
        }
    }

    pub(crate) fn close_all(&mut self) {
        for (page, _) in std::mem::take(&mut self.pages).into_values() {
            page.end();
        }
    }

    pub(crate) fn get(&self, id: u32) -> Option<&Arc<Page>> {
        self.pages.get(&id).map(|(page, _)| page)
    }

    pub(crate) fn listen(&mut self, id: u32, channel: &str) {
        if let Some((_, channels)) = self.pages.get_mut(&id) {
            *channels.entry(channel.to_owned()).or_default() += 1;
        }
    }

    pub(crate) fn unlisten(&mut self, id: u32, channel: &str) {
        if let Some((_, channels)) = self.pages.get_mut(&id) {
            let count = channels.get_mut(channel).map(|count| {
                *count -= 1;
                *count
            });
            if count == Some(0) {
                channels.remove(channel);
            }
        }
    }

    /// The pages of `selector` which have `api` and hear `channel`.
    pub(crate) fn hearing(&self, selector: &Selector, api: &str, channel: &str) -> Vec<u32> {
        self.pages
            .values()
            .filter(|(page, _)| selector.selects(page))
            .filter(|(page, _)| page.open.apis.iter().any(|allowed| allowed == api))
            .filter(|(page, heard)| page.open.hears == Hears::All || heard.contains_key(channel))
            .map(|(page, _)| page.id)
            .collect()
    }
}

/// Which pages are meant.
#[derive(Debug, Clone)]
pub(crate) enum Selector {
    All,
    Page(u32),
    Window(u32),
    Label(String),
}

impl Selector {
    fn selects(&self, page: &Page) -> bool {
        match self {
            Self::All => true,
            Self::Page(id) => page.id == *id,
            Self::Window(window) => page.open.window == *window,
            Self::Label(label) => page.open.label.as_deref() == Some(label),
        }
    }
}

/// The pages that a generated `…Renderer` calls: one, those of a window, those with a label, or
/// all. Which pages these are is decided anew at each event.
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
///     CounterApiRenderer::new(app.label("main")).update_counter(1)?; // every page of that label
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

impl From<&Caller> for Pages {
    fn from(caller: &Caller) -> Self {
        Self { app: caller.app().clone(), selector: Selector::Page(caller.page()) }
    }
}
