//! [`App`]: the handle to the running application, and the state behind it.
//!
//! Windows, menus, pages and dialogs add their own methods to `App` in their modules.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::contents::Contents;
use crate::error::{Error, ErrorCode};
use crate::frame::{FrameHeader, Hello, Limits, MAIN};
use crate::log;
use crate::menu_handlers::MenuHandlers;
use crate::outbox::Outbox;
use crate::page::Endpoint;
use crate::page_table::{PageTable, Selector};
use crate::payload::Payload;
use crate::ports::{Joined, Lost, Ports};
use crate::receiving::Receiving;
use crate::runtime::{self, catch, runtime};

/// The running application: its pages, its windows and Electron's main process.
///
/// `App` is a handle: clones are cheap and refer to the same application. It is the argument of the
/// closure of [`addon!`](crate::addon!), and [`Caller::app`](crate::Caller::app) returns it too.
#[derive(Clone)]
pub struct App {
    shared: Arc<Shared>,
}

struct Shared {
    outbox: Outbox,
    pages: Mutex<PageTable>,
    receiving: Receiving,
    ports: Mutex<Ports>,
    requests: Mutex<Requests>,
    next_request: AtomicU64,
    /// The fingerprints of the APIs that the other side was generated from.
    apis: OnceLock<HashMap<String, u64>>,
    limits: OnceLock<Limits>,
    menu_handlers: MenuHandlers<MenuHandler>,
    page_observers: Mutex<Vec<PageObserver>>,
    /// Queues the blocking handlers that the main process calls. Its limits do not apply to them.
    main_contents: Arc<Contents>,
}

/// Handles a click on a menu item, in the window that had the focus.
pub(crate) type MenuHandler = Arc<dyn Fn(&App, Option<u32>) + Send + Sync>;

/// Observes pages, by their first endpoint.
type PageObserver = Arc<dyn Fn(&App, &Arc<Endpoint>, PageChange) + Send + Sync>;

/// What has happened to a page.
#[derive(Debug, Clone, Copy)]
pub(crate) enum PageChange {
    Opened,
    Closed,
}

enum Requests {
    Open(HashMap<u64, OpenRequest>),
    Closed,
}

/// A request without an answer yet.
struct OpenRequest {
    /// The endpoint that was asked, and no other, may answer.
    endpoint: u32,
    answer: oneshot::Sender<Result<Payload, Error>>,
}

impl App {
    pub(crate) fn new() -> Self {
        Self {
            shared: Arc::new(Shared {
                outbox: Outbox::default(),
                pages: Mutex::default(),
                receiving: Receiving::default(),
                ports: Mutex::default(),
                requests: Mutex::new(Requests::Open(HashMap::new())),
                next_request: AtomicU64::new(1),
                apis: OnceLock::new(),
                limits: OnceLock::new(),
                menu_handlers: MenuHandlers::default(),
                page_observers: Mutex::default(),
                main_contents: Arc::default(),
            }),
        }
    }

    /// Runs `future` in the background, on the threads of the async handlers. It may run until the
    /// program ends. A plain `fn` handler may call this method too.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use ipc_runtime::{App, Router, ipc_api};
    ///
    /// #[ipc_api]
    /// pub trait ClockApi {
    ///     #[event]
    ///     fn tick(seconds: u32);
    /// }
    ///
    /// fn start(app: &App) -> Router {
    ///     let pages = ClockApiRenderer::new(app);
    ///     app.spawn(async move {
    ///         for seconds in 0.. {
    ///             if pages.tick(seconds).is_err() {
    ///                 break;
    ///             }
    ///             tokio::time::sleep(Duration::from_secs(1)).await;
    ///         }
    ///     });
    ///     Router::new()
    /// }
    /// ```
    ///
    /// The returned handle waits for the future or aborts it. Dropping the handle does neither.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        runtime().spawn(future)
    }

    pub(crate) fn outbox(&self) -> &Outbox {
        &self.shared.outbox
    }

    pub(crate) fn receiving(&self) -> &Receiving {
        &self.shared.receiving
    }

    pub(crate) fn menu_handlers(&self) -> &MenuHandlers<MenuHandler> {
        &self.shared.menu_handlers
    }

    pub(crate) fn pages(&self) -> MutexGuard<'_, PageTable> {
        self.shared.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The contents that count and queue the handlers of calls from `from`.
    pub(crate) fn contents_of<'a>(&'a self, from: Option<&'a Arc<Endpoint>>) -> &'a Arc<Contents> {
        from.map_or(&self.shared.main_contents, |from| &from.page.contents)
    }

    /// Calls `observer` for each page that opens or closes from now on.
    pub(crate) fn observe_pages(
        &self,
        observer: impl Fn(&Self, &Arc<Endpoint>, PageChange) + Send + Sync + 'static,
    ) {
        self.page_observers().push(Arc::new(observer));
    }

    /// Calls the observers of pages, with no lock held.
    pub(crate) fn notify_page_observers(&self, endpoint: &Arc<Endpoint>, change: PageChange) {
        let observers = self.page_observers().clone();
        for observer in observers {
            if catch(|| observer(self, endpoint, change)).is_none() {
                log::report("a callback of `App::on_page` panicked");
            }
        }
    }

    /// Ends endpoints that have been removed from the page table.
    pub(crate) fn end(&self, endpoints: Vec<Arc<Endpoint>>) {
        for endpoint in &endpoints {
            endpoint.end();
        }
        self.end_ports(&endpoints);
        for endpoint in endpoints {
            if endpoint.is_first() {
                self.notify_page_observers(&endpoint, PageChange::Closed);
            }
        }
    }

    fn page_observers(&self) -> MutexGuard<'_, Vec<PageObserver>> {
        self.shared.page_observers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores the limits and the API fingerprints of the first `hello`.
    pub(crate) fn accept_hello(&self, hello: Hello) {
        let apis = hello
            .apis
            .into_iter()
            .filter_map(|(api, hex)| Some((api, u64::from_str_radix(&hex, 16).ok()?)));
        let _ = self.shared.apis.set(apis.collect());
        let _ = self.shared.limits.set(hello.limits);
    }

    pub(crate) fn limits(&self) -> Limits {
        self.shared.limits.get().copied().unwrap_or_default()
    }

    /// Checks that the other side was generated from the same contract of `api` as this program.
    /// Before the first `hello` there is nothing to compare with.
    pub(crate) fn check_api(&self, api: &str, fingerprint: u64) -> Result<(), Error> {
        match self.shared.apis.get().map(|apis| apis.get(api)) {
            None => Ok(()),
            Some(Some(&known)) if known == fingerprint => Ok(()),
            Some(Some(_)) => Err(Error::new(ErrorCode::SchemaMismatch, changed_api(api))),
            Some(None) => Err(Error::new(ErrorCode::SchemaMismatch, unknown_api(api))),
        }
    }

    /// Emits an event to the selected pages that listen to it, and returns how many these are.
    pub(crate) fn emit_to_pages(
        &self,
        selector: &Selector,
        api: &str,
        channel: &str,
        args: Payload,
    ) -> usize {
        let (endpoints, pages) = self.pages().listening(selector, api, channel);
        if let Some((last, others)) = endpoints.split_last() {
            let header = FrameHeader::Event { channel };
            for endpoint in others {
                self.outbox().push(*endpoint, header, args.clone());
            }
            self.outbox().push(*last, header, args);
        }
        pages
    }

    /// Joins the only page of one selection with the only page of another one, once both have a listener.
    pub(crate) fn join_pages(
        &self,
        selectors: [&Selector; 2],
        api: &str,
        channel: &'static str,
    ) -> Result<(), Error> {
        let pages = self.pages();
        let refuse = |code, reason| {
            Err(Error::new(code, format!("`{channel}` joins two pages, but {reason}")))
        };
        let mut ends = [0; 2];
        for (end, selector) in ends.iter_mut().zip(selectors) {
            *end = match pages.ids(selector, api).as_slice() {
                [id] => *id,
                [] => return refuse(ErrorCode::NotFound, "no page is open that may use it".into()),
                several => {
                    let reason = format!("{} pages are selected for one end", several.len());
                    return refuse(ErrorCode::InvalidArgument, reason);
                }
            };
        }
        if ends[0] == ends[1] {
            let reason = "both ends are the same page".to_owned();
            return refuse(ErrorCode::InvalidArgument, reason);
        }
        self.ports().add(ends, channel);
        drop(pages);
        self.join_waiting(channel);
        Ok(())
    }

    /// Joins the waiting pages that now have listeners on a channel.
    pub(crate) fn join_waiting(&self, channel: &str) {
        let pages = self.pages();
        let joined = self.ports().join(channel, |page| pages.newest_listener(page, channel));
        drop(pages);
        for Joined { id, endpoints, channel } in joined {
            // A page may be gone meanwhile: the other one must not get its end after the hangup.
            let is_joined = || self.ports().is_joined(id);
            let header = FrameHeader::Port { id, endpoints, channel };
            self.outbox().push_if(is_joined, MAIN, header, Payload::default());
        }
    }

    /// Ends a port that an endpoint has closed.
    pub(crate) fn hang_up(&self, id: u64, endpoint: u32) {
        let lost = self.ports().hang_up(id, endpoint);
        self.notify_lost(lost);
    }

    fn end_ports(&self, endpoints: &[Arc<Endpoint>]) {
        for endpoint in endpoints {
            let mut ports = self.ports();
            if endpoint.is_first() {
                ports.close_page(endpoint.number);
            }
            let lost = ports.close_endpoint(endpoint.number);
            drop(ports);
            self.notify_lost(lost);
        }
    }

    fn notify_lost(&self, lost: impl IntoIterator<Item = Lost>) {
        for Lost { id, endpoint } in lost {
            self.outbox().push(endpoint, FrameHeader::Hangup { id }, Payload::default());
        }
    }

    fn ports(&self) -> MutexGuard<'_, Ports> {
        self.shared.ports.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Emits an event to Electron's main process.
    pub(crate) fn emit_to_main(&self, channel: &str, args: Payload) {
        self.outbox().push(MAIN, FrameHeader::Event { channel }, args);
    }

    /// Sends a request to an endpoint of a page, or to Electron's main process, and waits for the answer.
    pub(crate) async fn request(
        &self,
        to: Option<&Arc<Endpoint>>,
        channel: &str,
        args: Payload,
        timeout: Option<Duration>,
    ) -> Result<Payload, Error> {
        let answer = self.request_without_end(to, channel, args);
        let Some(timeout) = timeout else { return answer.await };
        runtime::timeout(timeout, answer).await.unwrap_or_else(|| {
            let reason = format!("no answer to `{channel}` came within {timeout:?}");
            Err(Error::new(ErrorCode::Timeout, reason))
        })
    }

    async fn request_without_end(
        &self,
        to: Option<&Arc<Endpoint>>,
        channel: &str,
        args: Payload,
    ) -> Result<Payload, Error> {
        let id = self.shared.next_request.fetch_add(1, Ordering::Relaxed);
        let endpoint = to.map_or(MAIN, |to| to.number);
        let (sender, answer) = oneshot::channel();
        match &mut *self.requests() {
            Requests::Open(open) => open.insert(id, OpenRequest { endpoint, answer: sender }),
            Requests::Closed => return Err(backend_gone()),
        };
        let _forget = ForgetOnDrop { app: self, id };
        self.outbox().push(endpoint, FrameHeader::Request { id, channel }, args);
        let answer = self.receive_answer(channel, answer);
        let answer = async {
            match select(pin!(answer), pin!(self.receiving().held_too_long())).await {
                Either::Left((answer, _)) => answer,
                Either::Right((reason, _)) => Err(Error::new(
                    ErrorCode::Internal,
                    format!("no answer to `{channel}` can arrive: {reason}"),
                )),
            }
        };
        let Some(to) = to else { return answer.await };
        to.gone.run_until_cancelled(answer).await.unwrap_or_else(|| {
            let reason = format!("the page is gone before it answered `{channel}`");
            Err(Error::cancelled(reason))
        })
    }

    async fn receive_answer(
        &self,
        channel: &str,
        answer: oneshot::Receiver<Result<Payload, Error>>,
    ) -> Result<Payload, Error> {
        let mut answer = pin!(answer);
        std::future::poll_fn(|context| {
            // The answer arrives on the JS thread. If that thread blocks on it, it never arrives.
            if let Some(reason) = self.receiving().obstacle() {
                let reason = format!("no answer to `{channel}` can arrive: {reason}");
                return std::task::Poll::Ready(Err(Error::new(ErrorCode::Internal, reason)));
            }
            let answer = answer.as_mut().poll(context);
            answer.map(|answer| answer.unwrap_or_else(|_| Err(backend_gone())))
        })
        .await
    }

    /// Settles a request with the answer of an endpoint. Returns whether the endpoint was asked and has
    /// not answered yet; if not, `answer` is not called.
    pub(crate) fn answer(
        &self,
        endpoint: u32,
        id: u64,
        answer: impl FnOnce() -> Result<Payload, Error>,
    ) -> bool {
        let request = match &mut *self.requests() {
            Requests::Open(open) if open.get(&id).is_some_and(|it| it.endpoint == endpoint) => {
                open.remove(&id)
            }
            _ => None,
        };
        // Sending fails if the request's future was dropped meanwhile.
        request.map(|request| request.answer.send(answer())).is_some()
    }

    /// Ends all pages, calls and requests: the other side is gone.
    pub(crate) fn close(&self) {
        let endpoints = self.pages().close_all();
        self.end(endpoints);
        // Dropping the senders settles the requests, which must happen outside of the lock.
        let requests = std::mem::replace(&mut *self.requests(), Requests::Closed);
        drop(requests);
        self.menu_handlers().clear();
        // The observers may hold the application that holds them.
        let observers = std::mem::take(&mut *self.page_observers());
        drop(observers);
    }

    fn requests(&self) -> MutexGuard<'_, Requests> {
        self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Removes a request when its future is done or dropped. A page that has not answered yet is told that
/// nobody waits any more.
struct ForgetOnDrop<'a> {
    app: &'a App,
    id: u64,
}

impl Drop for ForgetOnDrop<'_> {
    fn drop(&mut self) {
        let request = match &mut *self.app.requests() {
            Requests::Open(open) => open.remove(&self.id),
            Requests::Closed => None,
        };
        if let Some(OpenRequest { endpoint, .. }) = request
            && endpoint != MAIN
        {
            let header = FrameHeader::Abort { id: self.id };
            self.app.outbox().push(endpoint, header, Payload::default());
        }
    }
}

fn backend_gone() -> Error {
    Error::new(ErrorCode::BackendGone, "Electron's main process has closed the connection")
}

/// The message for an API whose contract differs from the other side's.
pub(crate) fn changed_api(api: &str) -> String {
    format!(
        "`{api}` differs from the trait that connect was generated from: run `ipc-codegen generate` \
         again and rebuild the addon"
    )
}

/// The message for an API that the other side was generated without.
pub(crate) fn unknown_api(api: &str) -> String {
    format!(
        "connect was generated without `{api}`: run `ipc-codegen generate` again, with the crate \
         that declares it; a trait that a macro or an `include!` writes may have to be written out"
    )
}
