//! The in-memory transport: an application without Electron, for tests and for Rust that talks to
//! itself.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{mpsc, oneshot};

use crate::app::App;
use crate::backend::Backend;
use crate::error::{Error, ErrorCode};
use crate::frame::{Head, Incoming, MAIN, Open, Packet, Subscriptions, frames};
use crate::log;
use crate::payload::Payload;
use crate::pipe::Pipe;
use crate::router::IntoRouter;
use crate::transport::Transport;

/// An application in memory, in place of Electron.
///
/// ```
/// use ipc_runtime::{Caller, Memory, Router, ipc_api};
///
/// #[ipc_api]
/// pub trait CounterApi {
///     #[invoke]
///     fn count(&self, caller: &Caller, step: i32) -> i32;
///
///     #[event("counted")]
///     fn counted(value: i32);
/// }
///
/// struct Counter;
///
/// impl CounterApi for Counter {
///     fn count(&self, caller: &Caller, step: i32) -> i32 {
///         CounterApiRenderer::new(caller).counted(step).unwrap();
///         step
///     }
/// }
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// # runtime.block_on(async {
/// let memory = Memory::start(|_app| Router::new().serve(CounterApiServer::new(Counter)))?;
/// let page = memory.open_page();
/// let mut counted = page.listen::<(i32,)>("counted");
/// assert_eq!(CounterApiClient::new(&page).count(2).await?, 2);
/// assert_eq!(counted.next().await.unwrap()?, (2,));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Memory {
    shared: Arc<Shared>,
}

struct Shared {
    backend: Backend,
    next_page: AtomicU32,
    next_call: AtomicU64,
    side: Mutex<Side>,
}

/// Delivers what waits at once, on the thread that has pushed it.
struct Wake(Weak<Shared>);

impl Pipe for Wake {
    fn wake(&self) {
        if let Some(shared) = self.0.upgrade() {
            shared.deliver();
        }
    }
}

/// The other side: who waits, who listens, and the packets that are being delivered.
#[derive(Default)]
struct Side {
    calls: HashMap<(u32, u64), oneshot::Sender<Result<Payload, Error>>>,
    listeners: HashMap<(u32, String), Vec<mpsc::UnboundedSender<Payload>>>,
    host: HashMap<String, HostHandler>,
    inbox: VecDeque<Packet>,
    is_delivering: bool,
}

type HostHandler = Arc<dyn Fn(Payload) -> Result<Payload, Error> + Send + Sync>;

impl Memory {
    /// Starts the application as [`addon!`](crate::addon!) does.
    ///
    /// # Errors
    ///
    /// What the router or `entry` has against it, as the error's message.
    pub fn start<R: IntoRouter>(entry: impl FnOnce(App) -> R) -> Result<Self, Error> {
        let backend =
            Backend::start(entry).map_err(|message| Error::new(ErrorCode::Internal, message))?;
        backend.complete_handshake();
        let shared = Arc::new(Shared {
            backend,
            next_page: AtomicU32::new(1),
            next_call: AtomicU64::new(1),
            side: Mutex::default(),
        });
        shared.backend.connect(Wake(Arc::downgrade(&shared)));
        Ok(Self { shared })
    }

    /// The application.
    #[must_use]
    pub fn app(&self) -> &App {
        self.shared.backend.app()
    }

    /// Opens a page in a window of its own; it may call every API.
    #[must_use]
    pub fn open_page(&self) -> MemoryPage {
        self.open_page_with(None)
    }

    /// Opens a page in a window of its own that has this label.
    #[must_use]
    pub fn open_labelled_page(&self, label: impl Into<String>) -> MemoryPage {
        self.open_page_with(Some(label.into()))
    }

    fn open_page_with(&self, label: Option<String>) -> MemoryPage {
        let id = self.shared.next_page.fetch_add(1, Ordering::Relaxed);
        let open = Open {
            contents: id,
            window: id,
            label,
            frame: format!("0:{id}"),
            url: format!("memory://page/{id}"),
            origin: "memory://page".to_owned(),
            apis: self.shared.backend.page_apis(),
            subscriptions: Subscriptions::Listed,
        };
        let text = serde_json::to_string(&open).expect("strings and numbers are always JSON");
        self.shared.receive(
            MAIN,
            format_args!("open {id}"),
            &Payload { text, buffers: Vec::new() },
        );
        MemoryPage { shared: Arc::clone(&self.shared), id }
    }

    /// Ends the application as Electron's `will-quit` does: every page is closed, and every request
    /// fails.
    pub fn close(&self) {
        // First, so that no handler can answer while it is being told that nobody waits.
        self.shared.side().calls.clear();
        self.shared.backend.close();
    }

    /// Stands in for Electron's main process: answers the requests, and takes the events, of one
    /// channel of an API with `peer = "main"`.
    ///
    /// ```
    /// # use ipc_runtime::{Memory, Router};
    /// # let memory = Memory::start(|_| Router::new())?;
    /// memory.handle("host:appName", |()| "Tests".to_owned());
    /// # Ok::<(), ipc_runtime::Error>(())
    /// ```
    pub fn handle<A: DeserializeOwned, R: Serialize>(
        &self,
        channel: impl Into<String>,
        handler: impl Fn(A) -> R + Send + Sync + 'static,
    ) {
        let handler: HostHandler =
            Arc::new(move |args: Payload| Payload::encode(&handler(args.decode_args()?)));
        self.shared.side().host.insert(channel.into(), handler);
    }
}

/// A page of a [`Memory`]: the transport for a generated `…Client`. Dropping it closes the page.
pub struct MemoryPage {
    shared: Arc<Shared>,
    id: u32,
}

impl MemoryPage {
    /// The events that come in on `channel` from now on, with their arguments as a tuple.
    #[must_use]
    pub fn listen<A: DeserializeOwned>(&self, channel: &str) -> Events<A> {
        let (sender, receiver) = mpsc::unbounded_channel();
        let mut side = self.shared.side();
        side.listeners.entry((self.id, channel.to_owned())).or_default().push(sender);
        drop(side);
        self.shared.receive(self.id, format_args!("listen {channel}"), &Payload::default());
        Events { receiver, args: std::marker::PhantomData }
    }

    /// Closes the page: its calls end as cancelled, its events stop.
    pub fn close(&self) {
        // First, so that no handler can answer while it is being told that nobody waits.
        let mut side = self.shared.side();
        side.calls.retain(|(page, _), _| *page != self.id);
        side.listeners.retain(|(page, _), _| *page != self.id);
        drop(side);
        self.shared.receive(MAIN, format_args!("close {}", self.id), &Payload::default());
    }
}

impl Transport for MemoryPage {
    fn send(&self, channel: &str, args: Payload) -> Result<(), Error> {
        self.shared.send(self.id, channel, &args);
        Ok(())
    }

    async fn invoke(&self, channel: &str, args: Payload) -> Result<Payload, Error> {
        self.shared.invoke(self.id, channel, args).await
    }
}

impl Drop for MemoryPage {
    fn drop(&mut self) {
        self.close();
    }
}

/// Calls as Electron's main process does: the APIs with `peer = "main"`.
impl Transport for Memory {
    fn send(&self, channel: &str, args: Payload) -> Result<(), Error> {
        self.shared.send(MAIN, channel, &args);
        Ok(())
    }

    async fn invoke(&self, channel: &str, args: Payload) -> Result<Payload, Error> {
        self.shared.invoke(MAIN, channel, args).await
    }
}

/// Gives a call up whose future is dropped before it has an answer.
struct GiveUp<'a> {
    shared: &'a Shared,
    page: u32,
    id: u64,
    is_settled: bool,
}

impl Drop for GiveUp<'_> {
    fn drop(&mut self) {
        if !self.is_settled {
            self.shared.side().calls.remove(&(self.page, self.id));
            self.shared.receive(self.page, format_args!("cancel {}", self.id), &Payload::default());
        }
    }
}

/// Events of one channel, in the order in which they were sent.
pub struct Events<A> {
    receiver: mpsc::UnboundedReceiver<Payload>,
    args: std::marker::PhantomData<fn() -> A>,
}

impl<A: DeserializeOwned> Events<A> {
    /// The next event, or `None` when the page is closed.
    ///
    /// # Errors
    ///
    /// If the arguments are not an `A`.
    pub async fn next(&mut self) -> Option<Result<A, Error>> {
        let args = self.receiver.recv().await?;
        Some(args.decode_args())
    }

    /// The next event if it is there already.
    pub fn try_next(&mut self) -> Option<Result<A, Error>> {
        let args = self.receiver.try_recv().ok()?;
        Some(args.decode_args())
    }
}

impl Shared {
    fn send(&self, page: u32, channel: &str, args: &Payload) {
        self.receive(page, format_args!("send {channel}"), args);
    }

    async fn invoke(&self, page: u32, channel: &str, args: Payload) -> Result<Payload, Error> {
        let id = self.next_call.fetch_add(1, Ordering::Relaxed);
        let (answer, answered) = oneshot::channel();
        self.side().calls.insert((page, id), answer);
        self.receive(page, format_args!("call {id} {channel}"), &args);
        let mut give_up = GiveUp { shared: self, page, id, is_settled: false };
        let answer = answered.await;
        give_up.is_settled = true;
        answer.unwrap_or_else(|_| {
            Err(Error::new(ErrorCode::Cancelled, "the page was closed before the answer came"))
        })
    }

    fn receive(&self, page: u32, header: std::fmt::Arguments<'_>, payload: &Payload) {
        let text = format!("{header}\n{}\n", payload.text);
        let buffers = payload.slices();
        self.backend.process(Incoming { endpoint: page, text: &text, buffers: &buffers });
        self.deliver();
    }

    /// Delivers everything that is ready, in order: by one thread at a time, and never from within
    /// a delivery.
    fn deliver(&self) {
        let mut side = self.side();
        side.inbox.extend(self.backend.app().outbox().drain());
        if side.is_delivering {
            return;
        }
        side.is_delivering = true;
        while let Some(packet) = side.inbox.pop_front() {
            drop(side);
            self.deliver_packet(&packet);
            side = self.side();
            side.inbox.extend(self.backend.app().outbox().drain());
        }
        side.is_delivering = false;
    }

    fn deliver_packet(&self, packet: &Packet) {
        for frame in frames(&packet.text) {
            let Ok(frame) = frame else { continue };
            let text = frame.payload.unwrap_or_default().to_owned();
            let payload = Payload { text, buffers: frame.buffers(&packet.buffers).to_vec() };
            match frame.head {
                Head::Reply { id } => self.settle(packet.endpoint, id, Ok(payload)),
                Head::Error { id } => {
                    self.settle(packet.endpoint, id, Err(Error::from_payload(payload)));
                }
                Head::Request { id, channel } => self.answer(id, channel, payload),
                Head::Event { channel } if packet.endpoint == MAIN => self.tell(channel, payload),
                Head::Event { channel } => self.emit(packet.endpoint, channel, &payload),
                // The two sides are one program and have nothing to agree on.
                _ => {}
            }
        }
    }

    fn settle(&self, page: u32, id: &str, answer: Result<Payload, Error>) {
        let waiting = id.parse().ok().and_then(|id| self.side().calls.remove(&(page, id)));
        if let Some(waiting) = waiting {
            // Whoever gave up waiting has nobody to tell.
            let _ = waiting.send(answer);
        }
    }

    fn emit(&self, page: u32, channel: &str, args: &Payload) {
        let mut side = self.side();
        if let Some(listeners) = side.listeners.get_mut(&(page, channel.to_owned())) {
            listeners.retain(|listener| listener.send(args.clone()).is_ok());
        }
    }

    fn tell(&self, channel: &str, args: Payload) {
        let handler = self.side().host.get(channel).cloned();
        if let Some(Err(error)) = handler.map(|handler| handler(args)) {
            log::report(error);
        }
    }

    fn answer(&self, id: u64, channel: &str, args: Payload) {
        let handler = self.side().host.get(channel).cloned();
        let answer = match handler {
            Some(handler) => handler(args),
            None => Err(Error::new(ErrorCode::NotFound, format!("nothing handles `{channel}`"))),
        };
        match answer {
            Ok(value) => self.receive(MAIN, format_args!("answer {id}"), &value),
            Err(error) => self.receive(MAIN, format_args!("fail {id}"), &error.into_payload()),
        }
    }

    fn side(&self) -> MutexGuard<'_, Side> {
        self.side.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
