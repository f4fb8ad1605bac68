//! The handle to the running application.

use std::cell::Cell;
use std::collections::HashMap;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::oneshot;

use crate::frame::{Hello, Limits, MAIN, Payload};
use crate::outbox::Outbox;
use crate::page::{PageTable, Pages, Selector};
use crate::{Error, ErrorCode, Window};

/// The running application: its pages, its windows and Electron's main process.
///
/// It is a handle: clones are cheap and mean the same application. The closure of
/// [`addon!`](crate::addon) gets it first, and [`Caller::app`](crate::Caller::app) has it too.
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
}

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

    pub(crate) fn outbox(&self) -> &Outbox {
        &self.shared.outbox
    }

    pub(crate) fn menu(&self) -> &crate::menu::Handlers {
        &self.shared.menu
    }

    pub(crate) fn pages(&self) -> MutexGuard<'_, PageTable> {
        self.shared.pages.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// Sends an event to the pages that hear it, and says how many.
    pub(crate) fn emit(
        &self,
        selector: &Selector,
        api: &str,
        channel: &str,
        args: &Payload,
    ) -> usize {
        let pages = self.pages().hearing(selector, api, channel);
        for page in &pages {
            self.outbox().push(*page, &["event", channel], args.clone());
        }
        pages.len()
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
        RECEIVING.set(RECEIVING.get() + 1);
        let result = work();
        RECEIVING.set(RECEIVING.get() - 1);
        result
    }

    /// Ends everything that waits: the other side is gone.
    pub(crate) fn close(&self) {
        self.pages().close_all();
        // Dropping the senders settles the requests, outside of the lock.
        let requests = std::mem::replace(&mut *self.requests(), Requests::Closed);
        drop(requests);
        self.menu().clear();
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
