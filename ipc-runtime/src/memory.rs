//! [`Memory`]: the in-memory transport, which runs an application without Electron.

use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{mpsc, oneshot};

use crate::app::App;
use crate::backend::Backend;
use crate::error::{Error, ErrorCode};
use crate::frame::{FrameHeader, Grant, Incoming, MAIN, Open, Packet, Subscriptions, frames};
use crate::log;
use crate::payload::Payload;
use crate::pipe::Pipe;
use crate::router::IntoRouter;
use crate::transport::{PayloadStream, Transport};

/// An application without Electron, for tests. [`MemoryPage`] stands for a page, and `Memory` itself for
/// the JavaScript of Electron's main process.
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
    other_side: Mutex<OtherSide>,
}

/// Delivers packets at once, on the thread that pushed them.
struct Wake(Weak<Shared>);

impl Pipe for Wake {
    fn wake(&self) {
        if let Some(shared) = self.0.upgrade() {
            shared.deliver();
        }
    }
}

/// The state of the other side: open calls, listeners, and packets to be delivered.
#[derive(Default)]
struct OtherSide {
    calls: HashMap<(u32, u64), oneshot::Sender<Result<Payload, Error>>>,
    /// The streams that pages read, by page and call.
    streams: HashMap<(u32, u64), mpsc::UnboundedSender<Result<Payload, Error>>>,
    listeners: HashMap<(u32, String), Vec<mpsc::UnboundedSender<Payload>>>,
    /// The handlers of requests and of the main process's events, by endpoint and channel.
    handlers: HashMap<(u32, String), RequestHandler>,
    inbox: VecDeque<Packet>,
    is_delivering: bool,
}

type RequestHandler = Arc<dyn Fn(Payload) -> Result<Payload, Error> + Send + Sync>;

impl OtherSide {
    fn handle<A: DeserializeOwned, R: Serialize>(
        &mut self,
        endpoint: u32,
        channel: String,
        handler: impl Fn(A) -> R + Send + Sync + 'static,
    ) {
        let handler: RequestHandler =
            Arc::new(move |args: Payload| Payload::encode(&handler(args.decode_args()?)));
        self.handlers.insert((endpoint, channel), handler);
    }

    /// Forgets the calls, streams and listeners of pages.
    fn close(&mut self, is_closed: impl Fn(u32) -> bool) {
        self.calls.retain(|(page, _), _| !is_closed(*page));
        self.streams.retain(|(page, _), _| !is_closed(*page));
        self.listeners.retain(|(page, _), _| !is_closed(*page));
        self.handlers.retain(|(page, _), _| *page == MAIN || !is_closed(*page));
    }
}

impl Memory {
    /// Starts the application as [`addon!`](crate::addon!) does.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::Internal`] with the message of the router's errors or of the error of `entry`.
    pub fn start<R: IntoRouter>(entry: impl FnOnce(App) -> R) -> Result<Self, Error> {
        let backend =
            Backend::start(entry).map_err(|message| Error::new(ErrorCode::Internal, message))?;
        backend.complete_handshake();
        let shared = Arc::new(Shared {
            backend,
            next_page: AtomicU32::new(1),
            next_call: AtomicU64::new(1),
            other_side: Mutex::default(),
        });
        shared.backend.connect(Wake(Arc::downgrade(&shared)));
        Ok(Self { shared })
    }

    /// The application.
    #[must_use]
    pub fn app(&self) -> &App {
        self.shared.backend.app()
    }

    /// Opens a page in a new window. The page may call every API.
    #[must_use]
    pub fn open_page(&self) -> MemoryPage {
        self.open_page_with(None)
    }

    /// Opens a page in a new window with this label. The page may call every API.
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
            FrameHeader::Open { endpoint: id },
            &Payload { text, buffers: Vec::new() },
        );
        MemoryPage { shared: Arc::clone(&self.shared), id }
    }

    /// Ends the application as Electron's `will-quit` does: all pages are closed, and all requests fail.
    pub fn close(&self) {
        // Before the handlers are cancelled, so that none of them can still answer.
        self.shared.other_side().close(|_| true);
        self.shared.backend.close();
    }

    /// Handles the requests or events of a channel of an API with `peer = "main"`, in place of Electron's
    /// main process.
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
        self.shared.other_side().handle(MAIN, channel.into(), handler);
    }
}

/// A page of a [`Memory`], and the transport for a generated `…Client`. Dropping it closes the page.
pub struct MemoryPage {
    shared: Arc<Shared>,
    id: u32,
}

impl MemoryPage {
    /// The events on `channel` from now on, with their arguments as a tuple.
    #[must_use]
    pub fn listen<A: DeserializeOwned>(&self, channel: &str) -> Events<A> {
        let (sender, receiver) = mpsc::unbounded_channel();
        let key = (self.id, channel.to_owned());
        self.shared.other_side().listeners.entry(key).or_default().push(sender);
        self.shared.receive(self.id, FrameHeader::Listen { channel }, &Payload::default());
        Events { receiver, args: std::marker::PhantomData }
    }

    /// Handles the requests on `channel`, in place of the page's script. The arguments are a tuple.
    ///
    /// ```
    /// # use ipc_runtime::{Error, Memory, Router, ipc_api};
    /// #[ipc_api]
    /// pub trait AgentApi {
    ///     #[request("confirm")]
    ///     async fn confirm(process: String) -> bool;
    /// }
    ///
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// let memory = Memory::start(|_app| Router::new().serve(AgentApiServer::new(Agent)))?;
    /// let page = memory.open_page();
    /// page.handle("confirm", |(process,): (String,)| process == "ssh");
    /// let agent = AgentApiRenderer::new(memory.app());
    /// assert!(agent.confirm("ssh".to_owned()).await?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # struct Agent;
    /// # impl AgentApi for Agent {}
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn handle<A: DeserializeOwned, R: Serialize>(
        &self,
        channel: impl Into<String>,
        handler: impl Fn(A) -> R + Send + Sync + 'static,
    ) {
        let channel = channel.into();
        self.shared.other_side().handle(self.id, channel.clone(), handler);
        let header = FrameHeader::Listen { channel: &channel };
        self.shared.receive(self.id, header, &Payload::default());
    }

    /// Closes the page: its calls are cancelled, and its events and streams end.
    pub fn close(&self) {
        // Before the handlers are cancelled, so that none of them can still answer.
        self.shared.other_side().close(|page| page == self.id);
        self.shared.receive(MAIN, FrameHeader::Close { endpoint: self.id }, &Payload::default());
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

    fn stream(&self, channel: &str, args: Payload) -> PayloadStream {
        Box::pin(Shared::stream(&self.shared, self.id, channel, &args))
    }
}

impl Drop for MemoryPage {
    fn drop(&mut self) {
        self.close();
    }
}

/// Calls the APIs with `peer = "main"`, as Electron's main process does.
impl Transport for Memory {
    fn send(&self, channel: &str, args: Payload) -> Result<(), Error> {
        self.shared.send(MAIN, channel, &args);
        Ok(())
    }

    async fn invoke(&self, channel: &str, args: Payload) -> Result<Payload, Error> {
        self.shared.invoke(MAIN, channel, args).await
    }

    fn stream(&self, channel: &str, args: Payload) -> PayloadStream {
        Box::pin(Shared::stream(&self.shared, MAIN, channel, &args))
    }
}

/// A stream that a page reads. Each item that was read renews its own credit.
struct ReadStream {
    shared: Arc<Shared>,
    page: u32,
    id: u64,
    items: mpsc::UnboundedReceiver<Result<Payload, Error>>,
}

impl Stream for ReadStream {
    type Item = Result<Payload, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let item = ready!(this.items.poll_recv(context));
        if let Some(Ok(item)) = &item {
            let bytes = u32::try_from(item.stream_size()).unwrap_or(u32::MAX);
            let id = this.id.to_string();
            let header = FrameHeader::Credit { id: &id, credit: Grant { items: 1, bytes } };
            this.shared.receive(this.page, header, &Payload::default());
        }
        Poll::Ready(item)
    }
}

impl Drop for ReadStream {
    fn drop(&mut self) {
        if self.shared.other_side().streams.remove(&(self.page, self.id)).is_some() {
            let id = self.id.to_string();
            self.shared.receive(self.page, FrameHeader::Cancel { id: &id }, &Payload::default());
        }
    }
}

/// Cancels a call whose future is dropped before the answer.
struct CancelOnDrop<'a> {
    shared: &'a Shared,
    page: u32,
    id: u64,
    is_settled: bool,
}

impl Drop for CancelOnDrop<'_> {
    fn drop(&mut self) {
        if !self.is_settled {
            self.shared.other_side().calls.remove(&(self.page, self.id));
            let id = self.id.to_string();
            self.shared.receive(self.page, FrameHeader::Cancel { id: &id }, &Payload::default());
        }
    }
}

/// The events of one channel, in the order in which they were emitted.
pub struct Events<A> {
    receiver: mpsc::UnboundedReceiver<Payload>,
    args: std::marker::PhantomData<fn() -> A>,
}

impl<A: DeserializeOwned> Events<A> {
    /// Waits for the next event. Returns `None` when the page is closed.
    ///
    /// # Errors
    ///
    /// If the arguments are not an `A`.
    pub async fn next(&mut self) -> Option<Result<A, Error>> {
        let args = self.receiver.recv().await?;
        Some(args.decode_args())
    }

    /// The next event, if one has arrived.
    ///
    /// # Errors
    ///
    /// If the arguments are not an `A`.
    pub fn try_next(&mut self) -> Option<Result<A, Error>> {
        let args = self.receiver.try_recv().ok()?;
        Some(args.decode_args())
    }
}

impl Shared {
    fn send(&self, page: u32, channel: &str, args: &Payload) {
        self.receive(page, FrameHeader::Send { channel }, args);
    }

    async fn invoke(&self, page: u32, channel: &str, args: Payload) -> Result<Payload, Error> {
        let id = self.next_call.fetch_add(1, Ordering::Relaxed);
        let (sender, answer) = oneshot::channel();
        self.other_side().calls.insert((page, id), sender);
        self.receive(page, FrameHeader::Call { id: &id.to_string(), channel }, &args);
        let mut cancel = CancelOnDrop { shared: self, page, id, is_settled: false };
        let answer = answer.await;
        cancel.is_settled = true;
        answer.unwrap_or_else(|_| {
            Err(Error::new(ErrorCode::Cancelled, "the page was closed before the answer came"))
        })
    }

    fn stream(shared: &Arc<Self>, page: u32, channel: &str, args: &Payload) -> ReadStream {
        let id = shared.next_call.fetch_add(1, Ordering::Relaxed);
        let (sender, items) = mpsc::unbounded_channel();
        shared.other_side().streams.insert((page, id), sender);
        let stream = ReadStream { shared: Arc::clone(shared), page, id, items };
        let id = id.to_string();
        let header = FrameHeader::Stream { id: &id, credit: Grant::FIRST, channel };
        shared.receive(page, header, args);
        stream
    }

    fn receive(&self, page: u32, header: FrameHeader<'_>, payload: &Payload) {
        let mut text = String::new();
        header.push_to(&mut text);
        text.extend(["\n", &payload.text, "\n"]);
        let buffers = payload.slices();
        self.backend.process(Incoming { endpoint: page, text: &text, buffers: &buffers });
        self.deliver();
    }

    /// Delivers all packets in order: on one thread at a time, and never within another delivery.
    fn deliver(&self) {
        let mut other_side = self.other_side();
        other_side.inbox.extend(self.backend.app().outbox().drain());
        if other_side.is_delivering {
            return;
        }
        other_side.is_delivering = true;
        while let Some(packet) = other_side.inbox.pop_front() {
            drop(other_side);
            self.deliver_packet(&packet);
            other_side = self.other_side();
            other_side.inbox.extend(self.backend.app().outbox().drain());
        }
        other_side.is_delivering = false;
    }

    fn deliver_packet(&self, packet: &Packet) {
        for frame in frames(&packet.text) {
            let Ok(frame) = frame else { continue };
            let text = frame.payload.unwrap_or_default().to_owned();
            let payload = Payload { text, buffers: frame.buffers(&packet.buffers).to_vec() };
            match frame.header {
                FrameHeader::Reply { id } => self.settle(packet.endpoint, id, Ok(payload)),
                FrameHeader::Error { id } => {
                    self.settle(packet.endpoint, id, Err(Error::from_payload(payload)));
                }
                FrameHeader::Item { id } => self.deliver_item(packet.endpoint, id, payload),
                FrameHeader::Done { id } => {
                    self.close_stream(packet.endpoint, id);
                }
                FrameHeader::Request { id, channel } => {
                    self.handle_request(packet.endpoint, id, channel, payload);
                }
                FrameHeader::Event { channel } if packet.endpoint == MAIN => {
                    self.handle_event(channel, payload);
                }
                FrameHeader::Event { channel } => {
                    self.deliver_event(packet.endpoint, channel, &payload);
                }
                // There is no handshake: the two sides are one program.
                _ => {}
            }
        }
    }

    fn deliver_item(&self, page: u32, id: &str, item: Payload) {
        let other_side = self.other_side();
        if let Some(stream) = id.parse().ok().and_then(|id| other_side.streams.get(&(page, id))) {
            // Sending fails if the stream was dropped meanwhile.
            let _ = stream.send(Ok(item));
        }
    }

    fn close_stream(
        &self,
        page: u32,
        id: &str,
    ) -> Option<mpsc::UnboundedSender<Result<Payload, Error>>> {
        self.other_side().streams.remove(&(page, id.parse().ok()?))
    }

    fn settle(&self, page: u32, id: &str, answer: Result<Payload, Error>) {
        if let Some(stream) = self.close_stream(page, id) {
            let _ = stream.send(answer);
            return;
        }
        let sender = id.parse().ok().and_then(|id| self.other_side().calls.remove(&(page, id)));
        if let Some(sender) = sender {
            // Sending fails if the call's future was dropped meanwhile.
            let _ = sender.send(answer);
        }
    }

    fn deliver_event(&self, page: u32, channel: &str, args: &Payload) {
        let mut other_side = self.other_side();
        if let Some(listeners) = other_side.listeners.get_mut(&(page, channel.to_owned())) {
            listeners.retain(|listener| listener.send(args.clone()).is_ok());
        }
    }

    fn handle_event(&self, channel: &str, args: Payload) {
        let handler = self.other_side().handlers.get(&(MAIN, channel.to_owned())).cloned();
        if let Some(Err(error)) = handler.map(|handler| handler(args)) {
            log::report(error);
        }
    }

    fn handle_request(&self, endpoint: u32, id: u64, channel: &str, args: Payload) {
        let handler = self.other_side().handlers.get(&(endpoint, channel.to_owned())).cloned();
        let answer = match handler {
            Some(handler) => handler(args),
            None => Err(Error::new(ErrorCode::NotFound, format!("nothing handles `{channel}`"))),
        };
        match answer {
            Ok(value) => self.receive(endpoint, FrameHeader::Answer { id }, &value),
            Err(error) => self.receive(endpoint, FrameHeader::Fail { id }, &error.into_payload()),
        }
    }

    fn other_side(&self) -> MutexGuard<'_, OtherSide> {
        self.other_side.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
