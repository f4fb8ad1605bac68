//! A call: decodes the arguments, runs the handler and sends the answer.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Waker;
use std::time::Duration;

use futures_core::Stream;
use futures_util::StreamExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::task::{self, AbortHandle};

use crate::app::App;
use crate::contents::Charge;
use crate::credit::Outgoing;
use crate::dropped::DroppedFrames;
use crate::error::{Error, ErrorCode};
use crate::frame::{FrameHeader, Grant, MAIN};
use crate::handler::{Context, Handler};
use crate::incoming::{end_streams, while_decoding};
use crate::page::Endpoint;
use crate::page_table::Selector;
use crate::payload::Payload;
use crate::runtime::{catch, runtime};
use crate::table::Channel;
use crate::{log, wire};

/// A call that the policy has allowed.
pub struct Call<'a> {
    pub(crate) app: &'a App,
    /// The endpoint that the call came from; `None` if Electron's main process calls.
    pub(crate) from: Option<&'a Arc<Endpoint>>,
    pub(crate) api: &'static str,
    pub(crate) channel: &'static Channel,
    pub(crate) args: &'a str,
    pub(crate) buffers: &'a [&'a [u8]],
    /// The size of the arguments in bytes.
    pub(crate) size: u64,
    /// The first credit of a stream.
    pub(crate) credit: Option<Grant>,
    pub(crate) responder: Responder<'a>,
}

impl Call<'_> {
    /// Runs a method on this thread.
    pub fn run<A: DeserializeOwned, W, T, R>(
        self,
        api: &Arc<T>,
        method: impl for<'a> Handler<'a, T, A, W, Output = R>,
        answer: fn(&R) -> Result<Payload, Error>,
    ) {
        let Some((call, args, streams)) = self.decode() else { return };
        let context = Context::new(call.app, call.from, None);
        call.app.receiving().run_handler(call.channel);
        let answer = catch(|| answer(&method.handle(api, &context, args)));
        // If the handler panics, the responder answers when it is dropped.
        if let Some(answer) = answer {
            call.responder.respond(answer);
        }
        if let Some(from) = call.from {
            end_streams(call.app, from, &streams);
        }
    }

    /// Runs an async method on the runtime's threads.
    pub fn spawn<A: DeserializeOwned + Send + 'static, W, T: Send + Sync + 'static, R: 'static>(
        self,
        api: &Arc<T>,
        method: impl for<'a> Handler<'a, T, A, W, Output: Future<Output = R> + Send> + Send + 'static,
        answer: fn(&R) -> Result<Payload, Error>,
    ) {
        let Some((call, args, streams)) = self.decode() else { return };
        let (context, open) = call.open(None, streams);
        let api = Arc::clone(api);
        spawn(Box::pin(async move {
            open.respond(answer(&method.handle(&api, &context, args).await));
        }));
    }

    /// Runs a method that returns a stream, and sends its items as fast as the page reads them. The
    /// method runs on this thread, and the stream on the runtime's threads.
    pub fn stream<A: DeserializeOwned + Send + 'static, W, T: Send + Sync + 'static, R: 'static>(
        self,
        api: &Arc<T>,
        method: impl for<'a> Handler<'a, T, A, W, Output: Stream<Item = R> + Send> + Send + 'static,
        answer: fn(&R) -> Result<Payload, Error>,
    ) {
        let Some((call, args, streams)) = self.decode() else { return };
        let Some(first) = call.credit else { return };
        let contents = Arc::clone(call.app.contents_of(call.from));
        let limit = call.app.limits().open_bytes;
        let outgoing = Arc::new(Outgoing::new(first, contents, limit));
        let (context, open) = call.open(Some(Arc::clone(&outgoing)), streams);
        let cancelled = context.token().cloned().unwrap_or_default();
        let api = Arc::clone(api);
        let mut sending: Task = Box::pin(async move {
            let mut stream = pin!(method.handle(&api, &context, args));
            task::yield_now().await;
            let send = async {
                loop {
                    outgoing.available().await;
                    let item = {
                        let Some(item) = stream.next().await else { return Ok(()) };
                        answer(&item).and_then(|item| open.check(item))?
                    };
                    outgoing.spend(item.stream_size());
                    open.push(item);
                    task::coop::consume_budget().await;
                }
            };
            if let Some(end) = cancelled.run_until_cancelled(send).await {
                open.finish(end);
            }
        });
        // Runs the method itself here, in order with the other calls of the page.
        let first =
            catch(|| sending.as_mut().poll(&mut std::task::Context::from_waker(Waker::noop())));
        if first.is_some_and(|first| first.is_pending()) {
            spawn(sending);
        }
    }

    /// Runs a slow method on a thread for blocking work. All contents have a fair share of the threads.
    pub fn spawn_blocking<
        A: DeserializeOwned + Send + 'static,
        W,
        T: Send + Sync + 'static,
        R: 'static,
    >(
        self,
        api: &Arc<T>,
        method: impl for<'a> Handler<'a, T, A, W, Output = R> + Send + 'static,
        answer: fn(&R) -> Result<Payload, Error>,
    ) {
        let Some((call, args, streams)) = self.decode() else { return };
        let contents = Arc::clone(call.app.contents_of(call.from));
        let (context, open) = call.open(None, streams);
        let api = Arc::clone(api);
        let cancelled = context.token().cloned();
        contents.run_blocking(cancelled, move || {
            open.respond(answer(&method.handle(&api, &context, args)));
        });
    }

    /// Passes the arguments on to all other pages, or to those with this label, as an event on the same
    /// channel. They are encoded anew: the sender's text may have keys that `A` lacks, or a shape that
    /// `A` accepts but does not produce.
    pub fn relay<A: DeserializeOwned + Serialize>(self, label: Option<&str>) {
        let Some((call, args, _)) = self.decode::<A>() else { return };
        let limit = call.app.limits().message_size;
        let encode = || {
            let args = Payload::encode(&args)?;
            args.check_size(limit).map(|()| args)
        };
        // If `Serialize` panics, the responder answers when it is dropped.
        let Some(args) = catch(encode) else { return };
        let relayed = args.and_then(|args| {
            let page = call.from.map(|from| from.page.id);
            let selector = Selector::Others { page, label: label.map(str::to_owned) };
            call.app.emit_to_pages(&selector, call.api, call.channel.name, args);
            Payload::encode(&())
        });
        call.responder.respond(relayed);
    }

    /// Registers the call for a handler that ends later. Until then the page may cancel the call.
    /// `outgoing` is the stream that it returns, and `streams` are those among its arguments.
    fn open(self, outgoing: Option<Arc<Outgoing>>, streams: Vec<Arc<str>>) -> (Context, OpenCall) {
        let charge = self.app.contents_of(self.from).charge(self.size);
        let id: Option<Arc<str>> = self.responder.hand_over().map(Arc::from);
        let cancelled = match (self.from, &id) {
            (Some(from), Some(id)) => Some(from.open_call(Arc::clone(id), outgoing, streams)),
            (Some(from), None) => {
                from.open_send();
                None
            }
            (None, _) => None,
        };
        let context = Context::new(self.app, self.from, cancelled);
        let deadline = self.channel.timeout.zip(id.as_ref()).map(|(timeout, id)| {
            Deadline::start(self.app, self.from, id, self.channel.name, timeout)
        });
        let open = OpenCall {
            app: self.app.clone(),
            from: self.from.cloned(),
            id,
            channel: self.channel.name,
            charge: Some(charge),
            deadline,
            is_settled: false,
        };
        (context, open)
    }

    /// Decodes the arguments, and returns also the ids of the streams among them. If that fails, the
    /// call is answered with the error.
    fn decode<A: DeserializeOwned>(self) -> Option<(Self, A, Vec<Arc<str>>)> {
        let decode = || wire::decode_args(self.args, self.buffers, self.channel.args);
        // A panic in a `Deserialize` of the application is answered like a panic in the handler.
        let (args, streams) = match self.from {
            Some(from) => while_decoding(self.app, from, || catch(decode)),
            None => (catch(decode), Vec::new()),
        };
        match args? {
            Ok(args) => Some((self, args, streams)),
            Err(error) => {
                let error = Error::new(
                    ErrorCode::InvalidArgument,
                    format!("invalid call of `{}`: {error}", self.channel.name),
                );
                self.responder.respond(Err(error));
                None
            }
        }
    }
}

/// A running handler. One type for all handlers: tokio's code for a task is compiled once, and not for
/// each method.
type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

fn spawn(task: Task) {
    runtime().spawn(task);
}

/// The address for the answer of a call.
pub(crate) struct Address<'a> {
    pub(crate) app: &'a App,
    pub(crate) endpoint: u32,
    pub(crate) id: &'a str,
}

impl Address<'_> {
    /// Sends the answer, or an error if the answer is too large.
    pub(crate) fn settle(&self, answer: Result<Payload, Error>) {
        let limit = self.app.limits().message_size;
        let payload = answer.as_ref().map_or_else(Error::payload, Some);
        let size = payload.map_or(Ok(()), |payload| payload.check_size(limit));
        let (header, payload) = match size.and(answer) {
            Ok(value) => (FrameHeader::Reply { id: self.id }, value),
            Err(error) => (FrameHeader::Error { id: self.id }, error.into_payload()),
        };
        self.app.outbox().push(self.endpoint, header, payload);
    }
}

/// The answer of a handler that has panicked.
fn panicked(channel: &str) -> Result<Payload, Error> {
    Err(Error::new(ErrorCode::Internal, format!("the handler of `{channel}` panicked")))
}

/// Settles a call while its packet is being processed: exactly once, even if the handler panics.
pub(crate) struct Responder<'a> {
    app: &'a App,
    endpoint: u32,
    /// `None` if the call is one-way.
    id: Option<&'a str>,
    channel: &'a str,
    /// Takes the failures of one-way calls, which have no answer.
    dropped: &'a DroppedFrames,
    is_settled: bool,
}

impl<'a> Responder<'a> {
    pub(crate) fn new(
        app: &'a App,
        endpoint: u32,
        id: Option<&'a str>,
        channel: &'a str,
        dropped: &'a DroppedFrames,
    ) -> Self {
        Self { app, endpoint, id, channel, dropped, is_settled: false }
    }

    pub(crate) fn respond(mut self, answer: Result<Payload, Error>) {
        self.settle(answer);
    }

    /// Returns the id of the call, which an [`OpenCall`] will settle.
    fn hand_over(mut self) -> Option<&'a str> {
        self.is_settled = true;
        self.id
    }

    fn settle(&mut self, answer: Result<Payload, Error>) {
        self.is_settled = true;
        match (self.id, answer) {
            (Some(id), answer) => {
                Address { app: self.app, endpoint: self.endpoint, id }.settle(answer);
            }
            (None, Ok(_)) => {}
            (None, Err(error)) => self.dropped.add(|| error.to_string()),
        }
    }
}

impl Drop for Responder<'_> {
    fn drop(&mut self) {
        if !self.is_settled {
            self.settle(panicked(self.channel));
        }
    }
}

/// The timer that settles a call whose handler takes too long. Like a cancelled handler, it runs on.
struct Deadline {
    timer: AbortHandle,
    /// Whether a call of the main process is settled. The endpoints of pages register their calls.
    is_settled: Arc<AtomicBool>,
}

impl Deadline {
    fn start(
        app: &App,
        from: Option<&Arc<Endpoint>>,
        id: &Arc<str>,
        channel: &'static str,
        timeout: Duration,
    ) -> Self {
        let is_settled = Arc::new(AtomicBool::new(false));
        let (app, from, id) = (app.clone(), from.cloned(), Arc::clone(id));
        let settled = Arc::clone(&is_settled);
        let timer = runtime().spawn(async move {
            tokio::time::sleep(timeout).await;
            let call = match &from {
                Some(from) => {
                    let Some(call) = from.settle_own_call(&id) else { return };
                    call.cancelled.cancel();
                    from.page.contents.call_cancelled();
                    Some(call)
                }
                None if settled.swap(true, Ordering::Relaxed) => return,
                None => None,
            };
            let reason = format!("`{channel}` has not answered within {} ms", timeout.as_millis());
            let endpoint = from.as_ref().map_or(MAIN, |from| from.number);
            Address { app: &app, endpoint, id: &id }
                .settle(Err(Error::new(ErrorCode::Timeout, reason)));
            if let (Some(from), Some(call)) = (&from, call) {
                end_streams(&app, from, &call.streams);
            }
        });
        Self { timer: timer.abort_handle(), is_settled }
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        self.timer.abort();
    }
}

/// A call whose handler runs on another thread. It is settled exactly once: by the handler's answer,
/// the handler's panic, the caller's cancellation, or the deadline.
struct OpenCall {
    app: App,
    from: Option<Arc<Endpoint>>,
    /// `None` if the call is one-way.
    id: Option<Arc<str>>,
    channel: &'static str,
    /// Dropped when the handler has ended.
    charge: Option<Charge>,
    deadline: Option<Deadline>,
    is_settled: bool,
}

impl OpenCall {
    /// Refuses an item that is larger than a message may be.
    fn check(&self, item: Payload) -> Result<Payload, Error> {
        item.check_size(self.app.limits().message_size).map(|()| item)
    }

    /// Sends an item of the stream, unless the page has cancelled it.
    fn push(&self, item: Payload) {
        if let (Some(from), Some(id)) = (&self.from, &self.id) {
            let is_open = || from.has_own_call(id);
            self.app.outbox().push_if(is_open, from.number, FrameHeader::Item { id }, item);
        }
    }

    /// Ends the stream.
    fn finish(mut self, end: Result<(), Error>) {
        if let Err(error) = end {
            return self.settle(Err(error));
        }
        self.is_settled = true;
        if let (Some(from), Some(id)) = (&self.from, &self.id)
            && from.settle_own_call(id).is_some()
        {
            self.app.outbox().push(from.number, FrameHeader::Done { id }, Payload::default());
        }
    }

    fn respond(mut self, answer: Result<Payload, Error>) {
        self.settle(answer);
    }

    fn settle(&mut self, answer: Result<Payload, Error>) {
        self.is_settled = true;
        // Before the answer, so that a caller that calls again at once is not over the limit.
        self.charge = None;
        match (&self.from, &self.id) {
            (Some(from), Some(id)) => {
                if let Some(call) = from.settle_own_call(id) {
                    Address { app: &self.app, endpoint: from.number, id }.settle(answer);
                    end_streams(&self.app, from, &call.streams);
                }
            }
            (Some(from), None) => {
                from.settle_send();
                if let Err(error) = answer
                    && !from.gone.is_cancelled()
                {
                    log::report_page(from.number, "a one-way call failed", &error.to_string());
                }
            }
            (None, Some(id)) => {
                let has_timed_out =
                    |deadline: &Deadline| deadline.is_settled.swap(true, Ordering::Relaxed);
                if !self.deadline.as_ref().is_some_and(has_timed_out) {
                    Address { app: &self.app, endpoint: MAIN, id }.settle(answer);
                }
            }
            (None, None) => {
                if let Err(error) = answer {
                    log::report(error);
                }
            }
        }
    }
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        if !self.is_settled {
            self.settle(panicked(self.channel));
        }
    }
}
