//! Rust's end of the pipe: takes packets in, calls handlers, and puts frames into the outbox.

use std::sync::{Arc, OnceLock};

use crate::app::{App, PageChange};
use crate::call::{Address, Call, Responder};
use crate::dropped::DroppedFrames;
use crate::error::{Error, ErrorCode};
use crate::frame::{Frame, FrameHeader, Grant, Hello, Incoming, MAIN, Open, PROTOCOL, frames};
use crate::page::Endpoint;
use crate::payload::Payload;
use crate::pipe::Pipe;
use crate::policy::{self, Operation, Principal};
use crate::router::{IntoRouter, Routes};
use crate::table::Kind;
use crate::{log, runtime, wire};

/// An application behind a pipe. One thread sends packets in. Handlers may run on other threads, and
/// no lock is held while a handler runs.
pub(crate) struct Backend {
    app: App,
    routes: Routes,
    /// Set when the handshake is complete. Nothing is served before.
    handshake: OnceLock<()>,
}

impl Backend {
    /// Builds the application: `entry` takes its handle and returns its router.
    pub(crate) fn start<R: IntoRouter>(entry: impl FnOnce(App) -> R) -> Result<Self, String> {
        let app = App::new();
        let _entered = runtime::enter();
        let routes = entry(app.clone()).into_router()?.start(&app)?;
        Ok(Self { app, routes, handshake: OnceLock::new() })
    }

    /// Connects the pipe, which from now on is woken when the outbox has packets.
    pub(crate) fn connect(&self, pipe: impl Pipe) {
        self.app.outbox().connect(pipe);
    }

    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    /// Processes a packet and returns all packets that are ready to be sent.
    #[cfg(feature = "addon")]
    pub(crate) fn receive(&self, packet: Incoming<'_>) -> Vec<crate::frame::Packet> {
        self.app.outbox().drain_after(|| self.process(packet))
    }

    /// Processes a packet. The answers that are ready wait in the outbox.
    pub(crate) fn process(&self, packet: Incoming<'_>) {
        self.app.receiving().receive(|| {
            let _entered = runtime::enter();
            let dropped = DroppedFrames::default();
            let from = self.app.pages().get(packet.endpoint).cloned();
            let is_too_large =
                packet.endpoint != MAIN && packet.exceeds(self.app.limits().message_size);
            let sender = Sender {
                backend: self,
                number: packet.endpoint,
                endpoint: from.as_ref(),
                is_too_large,
                dropped: &dropped,
            };
            for frame in frames(packet.text) {
                match frame {
                    Ok(frame) => sender.process(&frame, frame.buffers(packet.buffers)),
                    Err(error) => dropped.add(|| error.to_string()),
                }
            }
            dropped.log(packet.endpoint);
        });
    }

    /// Serves calls from now on. The in-memory transport needs no `hello`: both sides are one program.
    pub(crate) fn complete_handshake(&self) {
        let _ = self.handshake.set(());
    }

    /// The served APIs whose callers are pages.
    pub(crate) fn page_apis(&self) -> Vec<String> {
        self.routes.page_apis()
    }

    /// Ends all calls and requests: the other side is gone.
    pub(crate) fn close(&self) {
        let _entered = runtime::enter();
        self.app.close();
    }

    /// Processes a frame that only the main process may send.
    fn main_frame(&self, frame: &Frame<'_>) -> Result<(), String> {
        let payload = frame.payload.ok_or(TRUNCATED)?;
        match frame.header {
            FrameHeader::Hello => self.handle_hello(payload),
            FrameHeader::Open { endpoint } => self.open_page(endpoint, read(payload)?),
            FrameHeader::Join { endpoint, .. } if endpoint == MAIN => Err(NOT_A_PAGE.to_owned()),
            FrameHeader::Join { endpoint, page } => self.app.pages().join(endpoint, page),
            FrameHeader::Close { endpoint } => {
                let ended = self.app.pages().close(endpoint);
                self.app.end(ended);
                Ok(())
            }
            header => Err(format!("the main process may not send {header:?}")),
        }
    }

    fn handle_hello(&self, payload: &str) -> Result<(), String> {
        let hello: Hello = read(payload)?;
        let checked = if hello.protocol == PROTOCOL {
            self.routes.check(&hello)
        } else {
            Err(format!(
                "connect uses protocol version {} and the addon uses version {PROTOCOL}: use the same \
                 version of ipc-codegen and ipc-runtime, and run `ipc-codegen generate` again",
                hello.protocol
            ))
        };
        let (header, payload) = match checked {
            Ok(()) => {
                self.app.accept_hello(hello);
                self.complete_handshake();
                (FrameHeader::Welcome, Payload::default())
            }
            Err(message) => {
                let error = Error::new(ErrorCode::SchemaMismatch, message);
                (FrameHeader::Refuse, error.into_payload())
            }
        };
        self.app.outbox().push(MAIN, header, payload);
        Ok(())
    }

    fn open_page(&self, number: u32, open: Open) -> Result<(), String> {
        if number == MAIN {
            return Err(NOT_A_PAGE.to_owned());
        }
        let has_unserved_api = !self.routes.serves_all(&open.apis);
        let mut pages = self.app.pages();
        let replaced = pages.close(number);
        let endpoint = pages.open(number, open, has_unserved_api);
        drop(pages);
        self.app.end(replaced);
        self.app.notify_page_observers(&endpoint, PageChange::Opened);
        Ok(())
    }
}

/// The sender of the packet that is being processed.
struct Sender<'a> {
    backend: &'a Backend,
    number: u32,
    /// `None` if the sender is the main process, or has closed.
    endpoint: Option<&'a Arc<Endpoint>>,
    is_too_large: bool,
    dropped: &'a DroppedFrames,
}

impl<'a> Sender<'a> {
    fn process(&self, frame: &Frame<'a>, buffers: &'a [&'a [u8]]) {
        match frame.header {
            // The id belongs to another call, whose answer the page must not take for this one's.
            FrameHeader::Call { id, .. } | FrameHeader::Stream { id, .. }
                if self.endpoint.is_some_and(|endpoint| endpoint.has_call(id)) =>
            {
                self.dropped.add(|| format!("call {} is already open", log::truncate(id)));
            }
            FrameHeader::Call { id, channel } => {
                self.call(Some(id), None, channel, frame.payload, buffers);
            }
            FrameHeader::Stream { id, credit, channel } => {
                self.call(Some(id), Some(credit), channel, frame.payload, buffers);
            }
            FrameHeader::Send { channel } => {
                self.call(None, None, channel, frame.payload, buffers);
            }
            _ if frame.payload.is_none() => self.dropped.add(|| TRUNCATED.to_owned()),
            header if self.backend.handshake.get().is_none() && header != FrameHeader::Hello => {
                self.dropped.add(|| NO_HANDSHAKE.to_owned());
            }
            FrameHeader::Cancel { id } => self.cancel(id),
            FrameHeader::Listen { channel } => self.listen(channel),
            FrameHeader::Unlisten { channel } => {
                if let Some(endpoint) = self.endpoint {
                    endpoint.unlisten(channel);
                }
            }
            FrameHeader::Answer { id } => {
                self.answer(id, || Ok(to_payload(frame.payload.unwrap_or_default(), buffers)));
            }
            FrameHeader::Fail { id } => self.answer(id, || Err(self.thrown(frame, buffers))),
            FrameHeader::Credit { id, credit } => {
                if let Some(endpoint) = self.endpoint {
                    endpoint.grant(id, credit);
                }
            }
            FrameHeader::Hangup { id } => self.backend.app.hang_up(id, self.number),
            FrameHeader::Item { id } => self.receive_item(id, frame, buffers),
            FrameHeader::Done { id } => {
                if let Some(endpoint) = self.endpoint {
                    endpoint.close_inbox(id);
                }
            }
            FrameHeader::Error { id } => {
                if let Some(inbox) = self.endpoint.and_then(|endpoint| endpoint.close_inbox(id)) {
                    inbox.fail(self.thrown(frame, buffers));
                }
            }
            header if self.number != MAIN => {
                self.dropped.add(|| {
                    format!("a page may not send {}", log::truncate(&format!("{header:?}")))
                });
            }
            _ => {
                if let Err(reason) = self.backend.main_frame(frame) {
                    self.dropped.add(|| reason);
                }
            }
        }
    }

    /// Runs a call. A one-way call has no id, and only a call that returns a stream has credit.
    fn call(
        &self,
        id: Option<&'a str>,
        credit: Option<Grant>,
        channel: &'a str,
        args: Option<&'a str>,
        buffers: &'a [&'a [u8]],
    ) {
        let Backend { app, routes, handshake } = self.backend;
        let responder = Responder::new(app, self.number, id, channel, self.dropped);
        let refuse = |code, reason: &str| {
            Err(Error::new(code, format!("the call of `{channel}` is refused: {reason}")))
        };
        if handshake.get().is_none() {
            return responder.respond(refuse(ErrorCode::SchemaMismatch, NO_HANDSHAKE));
        }
        let route = routes.get(channel);
        let operation = route.map_or(Operation::Unknown, |route| Operation::Declared {
            api: route.api,
            for_pages: route.for_pages,
        });
        if let Err(denial) = policy::authorize(self.principal(), operation) {
            return responder.respond(Err(denial.into_error(channel)));
        }
        let text = args.unwrap_or_default();
        let size = match self.endpoint {
            Some(from) => policy::check_rate(from, &app.limits()).and_then(|()| {
                policy::check_size(from, &app.limits(), self.is_too_large, text, buffers)
            }),
            None => Ok(wire::size(text, buffers)),
        };
        let limited =
            |size| route.map_or(Ok(size), |route| policy::check_max_bytes(route.channel, size));
        let size = match size.and_then(limited) {
            Ok(size) => size,
            Err((code, reason)) => return responder.respond(refuse(code, &reason)),
        };
        let (Some(args), Some(route)) = (args, route) else {
            return responder.respond(refuse(ErrorCode::InvalidArgument, TRUNCATED));
        };
        let (from, api, channel) = (self.endpoint, route.api, route.channel);
        if credit.is_some() != (channel.kind == Kind::Stream) {
            let reason = if credit.is_some() { "it returns no stream" } else { "it is a stream" };
            return responder.respond(refuse(ErrorCode::InvalidArgument, reason));
        }
        let call = Call { app, from, api, channel, args, buffers, size, credit, responder };
        (route.dispatch)(channel.ordinal, call);
    }

    fn cancel(&self, id: &str) {
        // If the call is not open, its answer is on the way to the page.
        let Some((from, call)) = self.endpoint.and_then(|from| Some((from, from.settle_call(id)?)))
        else {
            return;
        };
        call.cancelled.cancel();
        from.cancel_streams(&call);
        from.page.contents.call_cancelled();
        let error = Error::new(ErrorCode::Cancelled, "the caller cancelled the call");
        Address { app: &self.backend.app, endpoint: self.number, id }.settle(Err(error));
    }

    /// Settles a request that this endpoint was asked.
    fn answer(&self, id: u64, answer: impl FnOnce() -> Result<Payload, Error>) {
        let answer = || {
            if self.is_too_large {
                return Err(Error::new(ErrorCode::TooLarge, "the answer is too large"));
            }
            answer()
        };
        if !self.backend.app.answer(self.number, id, answer) {
            self.dropped.add(|| format!("request {id} is not open"));
        }
    }

    /// The error in a frame, which JavaScript has thrown. Only the main process may use the runtime's
    /// codes.
    fn thrown(&self, frame: &Frame<'_>, buffers: &[&[u8]]) -> Error {
        let payload = to_payload(frame.payload.unwrap_or_default(), buffers);
        if self.number == MAIN { Error::from_payload(payload) } else { Error::from_page(payload) }
    }

    fn receive_item(&self, id: &str, frame: &Frame<'_>, buffers: &[&[u8]]) {
        let Some(endpoint) = self.endpoint.filter(|endpoint| endpoint.has_inbox(id)) else {
            // The stream has ended meanwhile, or never was.
            return;
        };
        // The handler may drop the stream meanwhile, and then tells the page itself.
        let is_refused = if self.is_too_large {
            let inbox = endpoint.close_inbox(id);
            if let Some(inbox) = &inbox {
                inbox.fail(Error::new(ErrorCode::TooLarge, "an item is too large"));
            }
            inbox.is_some()
        } else {
            let text = frame.payload.unwrap_or_default();
            let item = to_payload(text, buffers);
            // The page has counted its own text, in which the buffers have other numbers.
            let size = wire::units(text) + item.buffer_bytes();
            endpoint.receive_item(id, item, size, self.backend.app.limits().open_bytes)
        };
        if is_refused {
            let header = FrameHeader::Cancel { id };
            self.backend.app.outbox().push(self.number, header, Payload::default());
        }
    }

    fn listen(&self, channel: &str) {
        let event = self.backend.routes.peer_method(channel);
        let operation = event.map_or(Operation::UndeclaredEvent, |event| Operation::Declared {
            api: event.api,
            for_pages: true,
        });
        let is_subscribed = policy::authorize(self.principal(), operation).is_ok()
            && self
                .endpoint
                .is_some_and(|endpoint| endpoint.listen(channel, event.map(|event| event.channel)));
        if is_subscribed {
            self.backend.app.join_waiting(channel);
        } else {
            self.dropped
                .add(|| format!("`{}` is not an event for this page", log::truncate(channel)));
        }
    }

    fn principal(&self) -> Principal<'a> {
        match self.endpoint {
            Some(endpoint) => Principal::Page(&endpoint.page),
            None if self.number == MAIN => Principal::Main,
            None => Principal::Gone,
        }
    }
}

const NO_HANDSHAKE: &str = "the handshake is not complete";
const NOT_A_PAGE: &str = "the main process's endpoint is not a page's";
const TRUNCATED: &str = "the frame is truncated";

/// A copy of a payload, with the buffers that it refers to.
fn to_payload(text: &str, buffers: &[&[u8]]) -> Payload {
    let (text, buffers) = wire::extract(text, buffers);
    Payload { text, buffers }
}

fn read<'a, T: serde::Deserialize<'a>>(payload: &'a str) -> Result<T, String> {
    serde_json::from_str(payload).map_err(|error| error.to_string())
}

#[cfg(test)]
mod stream_tests;
#[cfg(test)]
mod tests;
