//! Rust's end of the pipe: packets in, handlers called, packets out.

use std::sync::{Arc, OnceLock};

use crate::call::{Address, Call, Responder};
use crate::drops::Drops;
use crate::frame::{Frame, Head, Hello, Incoming, MAIN, Open, PROTOCOL, Payload, frames};
use crate::page::{Endpoint, PageEvent};
use crate::pipe::Pipe;
use crate::policy::{self, Method, Peer};
use crate::router::{IntoRouter, Routes};
use crate::runtime;
use crate::{App, Caller, Error, ErrorCode, log, wire};

/// An application behind a pipe. Packets come in from one thread; handlers may be running on
/// others, and no lock is held while one runs.
pub(crate) struct Backend {
    app: App,
    routes: Routes,
    /// Set once the two sides have agreed: nothing is served before.
    agreed: OnceLock<()>,
}

impl Backend {
    /// Builds the application: `entry` gets its handle and gives its router.
    pub(crate) fn start<R: IntoRouter>(entry: impl FnOnce(App) -> R) -> Result<Self, String> {
        let app = App::new();
        let _entered = runtime::enter();
        let routes = entry(app.clone()).into_router()?.start(&app)?;
        Ok(Self { app, routes, agreed: OnceLock::new() })
    }

    /// Lets the other side know from now on when packets wait for it.
    pub(crate) fn connect(&self, pipe: impl Pipe) {
        self.app.outbox().connect(pipe);
    }

    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    /// Takes a packet and gives back everything that is ready to be sent.
    #[cfg(feature = "addon")]
    pub(crate) fn receive(&self, packet: Incoming<'_>) -> Vec<crate::frame::Packet> {
        self.app.outbox().drain_after(|| self.process(packet))
    }

    /// Takes a packet; what gets ready waits in the outbox.
    pub(crate) fn process(&self, packet: Incoming<'_>) {
        App::receiving(|| {
            let _entered = runtime::enter();
            let drops = Drops::default();
            let from = self.app.pages().get(packet.endpoint).cloned();
            let is_too_large =
                packet.endpoint != MAIN && packet.exceeds(self.app.limits().message_size);
            let sender = Sender {
                backend: self,
                number: packet.endpoint,
                endpoint: from.as_ref(),
                is_too_large,
                drops: &drops,
            };
            for frame in frames(packet.text) {
                match frame {
                    Ok(frame) => sender.frame(&frame, frame.buffers(packet.buffers)),
                    Err(fault) => drops.add(|| fault.to_string()),
                }
            }
            drops.log(packet.endpoint);
        });
    }

    /// Serves from now on without a `hello`: the other side is this very program.
    pub(crate) fn agree(&self) {
        let _ = self.agreed.set(());
    }

    /// The APIs that pages may be allowed.
    pub(crate) fn page_apis(&self) -> Vec<String> {
        self.routes.page_apis()
    }

    /// Ends every call and request: the other side is gone.
    pub(crate) fn close(&self) {
        let _entered = runtime::enter();
        self.app.close();
    }

    /// Takes a frame that only the main process sends.
    fn main_frame(&self, frame: &Frame<'_>, buffers: &[&[u8]]) -> Result<(), String> {
        let payload = frame.payload.ok_or("it is cut off")?;
        match frame.head {
            Head::Hello => self.hello(payload),
            Head::Open { endpoint } => self.open(endpoint, read(payload)?),
            Head::Join { endpoint, .. } if endpoint == MAIN => Err("it is no page's".to_owned()),
            Head::Join { endpoint, page } => self.app.pages().join(endpoint, page),
            Head::Close { endpoint } => {
                let ended = self.app.pages().close(endpoint);
                self.app.end(ended);
                Ok(())
            }
            Head::Answer { id } => self.answer(id, Ok(payload_of(payload, buffers))),
            Head::Fail { id } => {
                self.answer(id, Err(Error::from_payload(payload_of(payload, buffers))))
            }
            head => Err(format!("{head:?} is not for the main process to send")),
        }
    }

    fn hello(&self, payload: &str) -> Result<(), String> {
        let hello: Hello = read(payload)?;
        let agreement = if hello.protocol == PROTOCOL {
            self.routes.check(&hello)
        } else {
            Err(format!(
                "connect speaks version {} of the protocol and the addon version {PROTOCOL}: use \
                 one version of ipc-codegen and ipc-runtime, and generate again",
                hello.protocol
            ))
        };
        let (header, payload) = match agreement {
            Ok(()) => {
                self.app.set_other_side(hello);
                self.agree();
                ("welcome", Payload::default())
            }
            Err(message) => {
                ("refuse", Error::new(ErrorCode::SchemaMismatch, message).into_payload())
            }
        };
        self.app.outbox().push(MAIN, &[header], payload);
        Ok(())
    }

    fn open(&self, number: u32, open: Open) -> Result<(), String> {
        if number == MAIN {
            return Err("it is no page's".to_owned());
        }
        let has_unserved_api = !self.routes.serves_all(&open.apis);
        let mut pages = self.app.pages();
        let replaced = pages.close(number);
        let endpoint = pages.open(number, open, has_unserved_api);
        drop(pages);
        self.app.end(replaced);
        let page = Caller::new(self.app.clone(), endpoint, None);
        self.app.tell_of_page(&PageEvent::Opened(page));
        Ok(())
    }

    fn answer(&self, id: u64, answer: Result<Payload, Error>) -> Result<(), String> {
        if self.app.answer(id, answer) { Ok(()) } else { Err(format!("no request {id} is open")) }
    }
}

/// Who has sent the packet that is being taken.
struct Sender<'a> {
    backend: &'a Backend,
    number: u32,
    /// None if it is the main process, or gone.
    endpoint: Option<&'a Arc<Endpoint>>,
    is_too_large: bool,
    drops: &'a Drops,
}

impl<'a> Sender<'a> {
    fn frame(&self, frame: &Frame<'a>, buffers: &'a [&'a [u8]]) {
        match frame.head {
            Head::Call { id, channel } => {
                // An id that is open means another call, whose answer must not be taken for this
                // one's.
                if self.endpoint.is_some_and(|endpoint| endpoint.has_call(id)) {
                    self.drops.add(|| format!("call {} is open already", log::cut(id)));
                } else {
                    self.call(Some(id), channel, frame.payload, buffers);
                }
            }
            Head::Send { channel } => self.call(None, channel, frame.payload, buffers),
            _ if frame.payload.is_none() => self.drops.add(|| "it is cut off".to_owned()),
            head if self.backend.agreed.get().is_none() && head != Head::Hello => {
                self.drops.add(|| NOT_AGREED.to_owned());
            }
            Head::Cancel { id } => self.cancel(id),
            Head::Listen { channel } => self.listen(channel),
            Head::Unlisten { channel } => {
                if let Some(endpoint) = self.endpoint {
                    endpoint.unlisten(channel);
                }
            }
            head if self.number != MAIN => {
                self.drops
                    .add(|| format!("a page may not send {}", log::cut(&format!("{head:?}"))));
            }
            _ => {
                if let Err(reason) = self.backend.main_frame(frame, buffers) {
                    self.drops.add(|| reason);
                }
            }
        }
    }

    /// Carries out a call, or a one-way call, which has no id.
    fn call(
        &self,
        id: Option<&'a str>,
        channel: &'a str,
        args: Option<&'a str>,
        buffers: &'a [&'a [u8]],
    ) {
        let Backend { app, routes, agreed } = self.backend;
        let responder = Responder::new(app, self.number, id, channel, self.drops);
        let refuse = |code, reason: &str| {
            Err(Error::new(code, format!("the call of `{channel}` is refused: {reason}")))
        };
        if agreed.get().is_none() {
            return responder.respond(refuse(ErrorCode::SchemaMismatch, NOT_AGREED));
        }
        let route = routes.get(channel);
        let method = route.map_or(Method::Unknown, |route| Method::Of {
            api: route.api,
            for_pages: route.for_pages,
        });
        if let Err(denial) = policy::authorize(self.peer(), method) {
            return responder.respond(Err(denial.into_error(channel)));
        }
        let text = args.unwrap_or_default();
        let size = match self.endpoint {
            Some(from) => policy::check_rate(from, &app.limits()).and_then(|()| {
                policy::check_size(from, &app.limits(), self.is_too_large, text, buffers)
            }),
            None => Ok(wire::size(text, buffers)),
        };
        let size = match size {
            Ok(size) => size,
            Err((code, reason)) => return responder.respond(refuse(code, &reason)),
        };
        let (Some(args), Some(route)) = (args, route) else {
            return responder.respond(refuse(ErrorCode::InvalidArgument, "it is cut off"));
        };
        let (from, channel) = (self.endpoint, route.channel);
        let call = Call { app, from, channel, args, buffers, size, responder };
        (route.dispatch)(channel.ordinal, call);
    }

    fn cancel(&self, id: &str) {
        // A call that is not open has been answered: the two have crossed.
        let Some((from, token)) =
            self.endpoint.and_then(|from| Some((from, from.settle_call(id)?)))
        else {
            return;
        };
        token.cancel();
        from.page.contents.call_cancelled();
        let error = Error::new(ErrorCode::Cancelled, "the caller has given up");
        Address { app: &self.backend.app, endpoint: self.number, id }.settle(Err(error));
    }

    fn listen(&self, channel: &str) {
        let event = self.backend.routes.event(channel);
        let method = event
            .map_or(Method::UnservedEvent, |event| Method::Of { api: event.api, for_pages: true });
        let is_subscribed = policy::authorize(self.peer(), method).is_ok()
            && self
                .endpoint
                .is_some_and(|endpoint| endpoint.listen(channel, event.map(|event| event.channel)));
        if !is_subscribed {
            self.drops.add(|| format!("`{}` is no event for this page", log::cut(channel)));
        }
    }

    fn peer(&self) -> Peer<'a> {
        match self.endpoint {
            Some(endpoint) => Peer::Page(&endpoint.page),
            None if self.number == MAIN => Peer::Main,
            None => Peer::Gone,
        }
    }
}

const NOT_AGREED: &str = "it came before a `hello` that was answered with `welcome`";

fn payload_of(text: &str, buffers: &[&[u8]]) -> Payload {
    let buffers = buffers.iter().map(|buffer| buffer.to_vec()).collect();
    Payload { text: text.to_owned(), buffers }
}

fn read<'a, T: serde::Deserialize<'a>>(payload: &'a str) -> Result<T, String> {
    serde_json::from_str(payload).map_err(|error| error.to_string())
}

#[cfg(test)]
#[path = "backend_tests.rs"]
mod tests;
