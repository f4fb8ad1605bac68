//! Pages and their endpoints: who is there, and which of them an event is for.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio_util::sync::CancellationToken;

use crate::contents::Contents;
use crate::frame::{Open, Subscriptions};
use crate::policy::{self, Method, Peer};
use crate::{App, Caller};

/// How many channels an endpoint may listen to that no served API declares.
const UNDECLARED_CHANNELS: usize = 256;

/// How long the name of such a channel may be.
const UNDECLARED_LENGTH: usize = 1024;

/// A page that may call, from its `open` to its `close`.
pub(crate) struct Page {
    /// The number of its first endpoint.
    pub(crate) id: u32,
    pub(crate) open: Open,
    /// Where it is loaded.
    pub(crate) contents: Arc<Contents>,
    /// Whether it has an API that is not served, and whose channels are not known.
    pub(crate) has_unserved_api: bool,
    /// How many of its calls are open, over all endpoints.
    open_calls: AtomicU64,
}

impl Page {
    pub(crate) fn open_calls(&self) -> u64 {
        self.open_calls.load(Ordering::Relaxed)
    }
}

/// A way into a page: its plain door, or a port of its own. Calls and subscriptions are an
/// endpoint's.
pub(crate) struct Endpoint {
    pub(crate) number: u32,
    pub(crate) page: Arc<Page>,
    /// Cancelled when the endpoint has ended.
    pub(crate) gone: CancellationToken,
    /// The calls that run on other threads, by the ids that their sender gave them.
    calls: Mutex<HashMap<Arc<str>, CancellationToken>>,
    listening: Mutex<Listening>,
}

/// The channels that an endpoint listens to.
#[derive(Default)]
struct Listening {
    /// How often. Names that the program declares are its own.
    channels: HashMap<Cow<'static, str>, u32>,
    /// How many of the names are not.
    undeclared: usize,
}

impl Endpoint {
    fn new(number: u32, page: Arc<Page>) -> Arc<Self> {
        Arc::new(Self {
            number,
            page,
            gone: CancellationToken::new(),
            calls: Mutex::default(),
            listening: Mutex::default(),
        })
    }

    pub(crate) fn has_call(&self, id: &str) -> bool {
        self.calls().contains_key(id)
    }

    /// Enters a call, which has the token until it is settled.
    pub(crate) fn open_call(&self, id: Arc<str>) -> CancellationToken {
        let token = self.gone.child_token();
        self.page.open_calls.fetch_add(1, Ordering::Relaxed);
        self.calls().insert(id, token.clone());
        token
    }

    /// Takes a call off the list: whoever does may settle it.
    pub(crate) fn settle_call(&self, id: &str) -> Option<CancellationToken> {
        let token = self.calls().remove(id)?;
        self.page.open_calls.fetch_sub(1, Ordering::Relaxed);
        Some(token)
    }

    /// Counts a one-way call whose handler runs on another thread, until it is over.
    pub(crate) fn open_send(&self) {
        self.page.open_calls.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn settle_send(&self) {
        self.page.open_calls.fetch_sub(1, Ordering::Relaxed);
    }

    /// Listens once more. `declared` is the channel's name in the program, if that has it; of others
    /// there may only be so many.
    pub(crate) fn listen(&self, channel: &str, declared: Option<&'static str>) -> bool {
        let mut listening = self.listening();
        if let Some(times) = listening.channels.get_mut(channel) {
            *times = times.saturating_add(1);
            return true;
        }
        let name = match declared {
            Some(name) => Cow::Borrowed(name),
            None if listening.undeclared == UNDECLARED_CHANNELS => return false,
            None if channel.len() > UNDECLARED_LENGTH => return false,
            None => {
                listening.undeclared += 1;
                Cow::Owned(channel.to_owned())
            }
        };
        listening.channels.insert(name, 1);
        true
    }

    pub(crate) fn unlisten(&self, channel: &str) {
        let mut listening = self.listening();
        let Some(times) = listening.channels.get_mut(channel) else { return };
        *times -= 1;
        if *times == 0
            && matches!(listening.channels.remove_entry(channel), Some((Cow::Owned(_), _)))
        {
            listening.undeclared -= 1;
        }
    }

    fn listens_to(&self, channel: &str) -> bool {
        let has_all =
            self.number == self.page.id && self.page.open.subscriptions == Subscriptions::All;
        has_all || self.listening().channels.contains_key(channel)
    }

    /// Cancels its calls, which have nobody left to be answered to.
    pub(crate) fn end(&self) {
        let calls = std::mem::take(&mut *self.calls());
        self.page.open_calls.fetch_sub(calls.len() as u64, Ordering::Relaxed);
        self.gone.cancel();
        self.page.contents.page_ended();
    }

    fn calls(&self) -> MutexGuard<'_, HashMap<Arc<str>, CancellationToken>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn listening(&self) -> MutexGuard<'_, Listening> {
        self.listening.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The pages that are there.
#[derive(Default)]
pub(crate) struct PageTable {
    /// The endpoints of each page, by its number. The first has that number too.
    pages: BTreeMap<u32, Vec<Arc<Endpoint>>>,
    endpoints: HashMap<u32, Arc<Endpoint>>,
    /// Those with a page, or with handlers that have not ended.
    contents: HashMap<u32, Weak<Contents>>,
}

impl PageTable {
    /// Adds a page, and gives its first endpoint. There must be no endpoint with its number.
    pub(crate) fn open(&mut self, id: u32, open: Open, has_unserved_api: bool) -> Arc<Endpoint> {
        let contents = self.contents(open.contents);
        let open_calls = AtomicU64::new(0);
        let page = Arc::new(Page { id, open, contents, has_unserved_api, open_calls });
        let endpoint = Endpoint::new(id, page);
        self.pages.insert(id, vec![Arc::clone(&endpoint)]);
        self.endpoints.insert(id, Arc::clone(&endpoint));
        endpoint
    }

    /// Adds an endpoint to a page.
    pub(crate) fn join(&mut self, number: u32, page: u32) -> Result<(), String> {
        if self.endpoints.contains_key(&number) {
            return Err(format!("endpoint {number} is there already"));
        }
        let Some(endpoints) = self.pages.get_mut(&page) else {
            return Err(format!("there is no page {page}"));
        };
        let endpoint = Endpoint::new(number, Arc::clone(&endpoints[0].page));
        endpoints.push(Arc::clone(&endpoint));
        self.endpoints.insert(number, endpoint);
        Ok(())
    }

    /// Removes an endpoint, and gives those that end with it: if it is the first of its page, all
    /// of that page, and first that one.
    pub(crate) fn close(&mut self, number: u32) -> Vec<Arc<Endpoint>> {
        if let Some(endpoints) = self.pages.remove(&number) {
            for endpoint in &endpoints {
                self.endpoints.remove(&endpoint.number);
            }
            return endpoints;
        }
        let Some(endpoint) = self.endpoints.remove(&number) else { return Vec::new() };
        if let Some(endpoints) = self.pages.get_mut(&endpoint.page.id) {
            endpoints.retain(|other| other.number != number);
        }
        vec![endpoint]
    }

    /// Removes all pages, and gives their endpoints.
    pub(crate) fn close_all(&mut self) -> Vec<Arc<Endpoint>> {
        self.endpoints.clear();
        std::mem::take(&mut self.pages).into_values().flatten().collect()
    }

    pub(crate) fn get(&self, endpoint: u32) -> Option<&Arc<Endpoint>> {
        self.endpoints.get(&endpoint)
    }

    /// The endpoints that listen to `channel`, of the pages of `selector` that may hear it, and how
    /// many pages these are.
    pub(crate) fn listening(
        &self,
        selector: &Selector,
        api: &str,
        channel: &str,
    ) -> (Vec<u32>, usize) {
        let (mut listening, mut pages) = (Vec::new(), 0);
        for endpoints in self.pages.range(selector.range()).map(|(_, endpoints)| endpoints) {
            let page = &endpoints[0].page;
            let method = Method::Of { api, for_pages: true };
            if selector.selects(page) && policy::authorize(Peer::Page(page), method).is_ok() {
                let before = listening.len();
                let those = endpoints.iter().filter(|endpoint| endpoint.listens_to(channel));
                listening.extend(those.map(|endpoint| endpoint.number));
                pages += usize::from(listening.len() > before);
            }
        }
        (listening, pages)
    }

    fn contents(&mut self, id: u32) -> Arc<Contents> {
        if let Some(contents) = self.contents.get(&id).and_then(Weak::upgrade) {
            return contents;
        }
        self.contents.retain(|_, contents| contents.strong_count() > 0);
        let contents = Arc::default();
        self.contents.insert(id, Arc::downgrade(&contents));
        contents
    }
}

/// A page that has come or gone, as [`App::on_page`](crate::App::on_page) tells of it.
///
/// The page is a [`Caller`] that has not called: it says what the page is, and reaches it.
#[derive(Clone)]
#[non_exhaustive]
pub enum PageEvent {
    /// The page may call from now on. It does not listen to anything yet.
    Opened(Caller),
    /// The page is gone: it was closed, left or loaded anew.
    Closed(Caller),
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
    /// Which of the numbers of pages can be meant.
    fn range(&self) -> RangeInclusive<u32> {
        match self {
            Self::Page(id) => *id..=*id,
            _ => 0..=u32::MAX,
        }
    }

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
