//! The handle to the running application.

use std::cell::Cell;
use std::collections::HashMap;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::contents::Contents;
use crate::frame::{Hello, Limits, MAIN, Payload};
use crate::outbox::Outbox;
use crate::page::{Endpoint, PageEvent, PageTable, Pages, Selector};
use crate::runtime::{catch, runtime};
use crate::{Caller, Error, ErrorCode, Window, log};

/// The running application: its pages, its windows and Electron's main process.
///
/// It is a handle: clones are cheap and mean the same application. The closure of
/// [`addon!`](crate::addon!) gets it first, and [`Caller::app`](crate::Caller::app) has it too.
#[derive(Clone)]
pub struct App {
    shared: Arc<Shared>,
}

struct Shared {
    outbox: Outbox,
    pages: Mutex<PageTable>,
    requests: Mutex<Requests>,
    next_request: AtomicU64,
    /// The fingerprints of the APIs that the other side was generated with.
    apis: OnceLock<HashMap<String, u64>>,
    limits: OnceLock<Limits>,
    menu: crate::menu::Handlers,
    /// Who is told of pages that come and go.
    on_page: Mutex<Vec<OnPage>>,
    /// What limits pages by their contents; for the main process, which is none, it only shares
    /// threads out.
    main: Arc<Contents>,
}

type OnPage = Arc<dyn Fn(&PageEvent) + Send + Sync>;

enum Requests {
    Open(HashMap<u64, oneshot::Sender<Result<Payload, Error>>>),
    Closed,
}

thread_local! {
    /// How many packets this thread is in the middle of receiving.
    static RECEIVING: Cell<u32> = const { Cell::new(0) };
}

impl App {
    pub(crate) fn new() -> Self {
        Self {
            shared: Arc::new(Shared {
                outbox: Outbox::default(),
                pages: Mutex::default(),
                requests: Mutex::new(Requests::Open(HashMap::new())),
                next_request: AtomicU64::new(1),
                apis: OnceLock::new(),
                limits: OnceLock::new(),
                menu: crate::menu::Handlers::default(),
                on_page: Mutex::default(),
                main: Arc::default(),
            }),
        }
    }

    /// The window with this id, which is Electron's `BrowserWindow.id`.
    #[must_use]
    pub fn window(&self, id: u32) -> Window {
        Window::new(self.clone(), id)
    }

    /// The pages in windows that were attached with this label.
    #[must_use]
    pub fn label(&self, label: impl Into<String>) -> Pages {
        Pages { app: self.clone(), selector: Selector::Label(label.into()) }
    }

    /// Calls `callback` with each page that comes or goes from now on: in the closure of
    /// [`addon!`](crate::addon!), that is all of them.
    ///
    /// It runs on the JS thread, in order with the calls of pages: what is slow belongs on a task,
    /// with [`spawn`](Self::spawn). A page that comes is told of before its first call, and one that
    /// goes after its calls have been cancelled. There may be several callbacks; one that panics
    /// does no harm to the others.
    ///
    /// ```
    /// use std::collections::BTreeSet;
    /// use std::sync::Mutex;
    ///
    /// use ipc_runtime::{App, PageEvent};
    ///
    /// fn keep_count(app: &App) {
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
        self.page_callbacks().push(Arc::new(callback));
    }

    /// Runs `future` in the background, on the threads of the async handlers, for as long as it
    /// takes: until the program ends, if need be. A plain `fn` handler may call it, too.
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
    /// The handle may be dropped, or used to wait for the future or to abort it.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        runtime().spawn(future)
    }

    pub(crate) fn outbox(&self) -> &Outbox {
        &self.shared.outbox
    }

    pub(crate) fn menu(&self) -> &crate::menu::Handlers {
        &self.shared.menu
    }

    pub(crate) fn pages(&self) -> MutexGuard<'_, PageTable> {
        self.shared.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The contents whose handlers those of `from` are counted and queued with.
    pub(crate) fn contents_of<'a>(&'a self, from: Option<&'a Arc<Endpoint>>) -> &'a Arc<Contents> {
        from.map_or(&self.shared.main, |from| &from.page.contents)
    }

    /// Tells the callbacks of a page. No lock is held while one runs.
    pub(crate) fn tell_of_page(&self, event: &PageEvent) {
        let callbacks = self.page_callbacks().clone();
        for callback in callbacks {
            if catch(|| callback(event)).is_none() {
                log::note("a callback of `App::on_page` panicked");
            }
        }
    }

    /// Ends endpoints that have been taken off the table.
    pub(crate) fn end(&self, endpoints: Vec<Arc<Endpoint>>) {
        for endpoint in &endpoints {
            endpoint.end();
        }
        for endpoint in endpoints {
            if endpoint.number == endpoint.page.id {
                let page = Caller::new(self.clone(), endpoint, None);
                self.tell_of_page(&PageEvent::Closed(page));
            }
        }
    }

    fn page_callbacks(&self) -> MutexGuard<'_, Vec<OnPage>> {
        self.shared.on_page.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers what the other side has said of itself; the first `hello` counts.
    pub(crate) fn set_other_side(&self, hello: Hello) {
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

    /// Whether the other side's contract for `api` is the one that this program was compiled with.
    /// Before the pipe is open there is no other side to differ.
    pub(crate) fn check_api(&self, api: &str, fingerprint: u64) -> Result<(), Error> {
        match self.shared.apis.get().map(|apis| apis.get(api)) {
            None => Ok(()),
            Some(Some(&known)) if known == fingerprint => Ok(()),
            Some(Some(_)) => Err(Error::new(ErrorCode::SchemaMismatch, changed_api(api))),
            Some(None) => Err(Error::new(ErrorCode::SchemaMismatch, unknown_api(api))),
        }
    }

    /// Sends an event to the pages that listen to it, and says how many.
    pub(crate) fn emit(
        &self,
        selector: &Selector,
        api: &str,
        channel: &str,
        args: Payload,
    ) -> usize {
        let (endpoints, pages) = self.pages().listening(selector, api, channel);
        if let Some((last, others)) = endpoints.split_last() {
            for endpoint in others {
                self.outbox().push(*endpoint, &["event", channel], args.clone());
            }
            self.outbox().push(*last, &["event", channel], args);
        }
        pages
    }

    /// Sends an event to Electron's main process.
    pub(crate) fn tell(&self, channel: &str, args: Payload) {
        self.outbox().push(MAIN, &["event", channel], args);
    }

    /// Asks Electron's main process and waits for its answer.
    pub(crate) async fn ask(&self, channel: &str, args: Payload) -> Result<Payload, Error> {
        let id = self.shared.next_request.fetch_add(1, Ordering::Relaxed);
        let (answer, answered) = oneshot::channel();
        match &mut *self.requests() {
            Requests::Open(open) => open.insert(id, answer),
            Requests::Closed => return Err(backend_gone()),
        };
        let _forget = Forget { app: self, id };
        self.outbox().push(MAIN, &["request", &id.to_string(), channel], args);
        let mut answered = pin!(answered);
        std::future::poll_fn(|context| {
            // The answer comes in on the JS thread: if that is the one that waits, it never does.
            if RECEIVING.get() > 0 {
                return std::task::Poll::Ready(Err(Error::new(
                    ErrorCode::Internal,
                    format!(
                        "`{channel}` was awaited on the JS thread, where its answer would have to \
                         come in: make the handler an `async fn`"
                    ),
                )));
            }
            answered
                .as_mut()
                .poll(context)
                .map(|answer| answer.unwrap_or_else(|_| Err(backend_gone())))
        })
        .await
    }

    /// Settles a request; an answer to none is told apart by `false`.
    pub(crate) fn answer(&self, id: u64, answer: Result<Payload, Error>) -> bool {
        let waiting = match &mut *self.requests() {
            Requests::Open(open) => open.remove(&id),
            Requests::Closed => None,
        };
        // A request that was given up has nobody to tell.
        waiting.map(|waiting| waiting.send(answer)).is_some()
    }

    /// Runs `work` as the receiver of a packet.
    pub(crate) fn receiving<R>(work: impl FnOnce() -> R) -> R {
        struct Receiving;

        impl Drop for Receiving {
            fn drop(&mut self) {
                RECEIVING.set(RECEIVING.get() - 1);
            }
        }

        RECEIVING.set(RECEIVING.get() + 1);
        let _receiving = Receiving;
        work()
    }

    /// Ends everything that waits: the other side is gone.
    pub(crate) fn close(&self) {
        let endpoints = self.pages().close_all();
        self.end(endpoints);
        // Dropping the senders settles the requests, outside of the lock.
        let requests = std::mem::replace(&mut *self.requests(), Requests::Closed);
        drop(requests);
        self.menu().clear();
        // They may hold the application that holds them.
        let callbacks = std::mem::take(&mut *self.page_callbacks());
        drop(callbacks);
    }

    fn requests(&self) -> MutexGuard<'_, Requests> {
        self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a request off the list when its future is done or dropped.
struct Forget<'a> {
    app: &'a App,
    id: u64,
}

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        if let Requests::Open(open) = &mut *self.app.requests() {
            open.remove(&self.id);
        }
    }
}

fn backend_gone() -> Error {
    Error::new(ErrorCode::BackendGone, "Electron's main process has closed the connection")
}

pub(crate) fn changed_api(api: &str) -> String {
    format!(
        "`{api}` is not what connect was generated from: run `ipc-codegen generate` again and \
         rebuild the addon"
    )
}

pub(crate) fn unknown_api(api: &str) -> String {
    format!(
        "connect was generated without `{api}`: run `ipc-codegen generate` again, with the crate \
         that declares it"
    )
}
