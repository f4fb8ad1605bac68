//! Rust's end of the pipe: packets in, handlers called, packets out.

use std::sync::{Arc, OnceLock};

use crate::call::{Call, Responder};
use crate::frame::{Frame, Head, Hello, Incoming, MAIN, Open, PROTOCOL, Payload, frames};
use crate::page::Page;
use crate::router::{IntoRouter, Routes};
use crate::{App, Error, ErrorCode};

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
        let routes = entry(app.clone()).into_router()?.start(&app)?;
        Ok(Self { app, routes, agreed: OnceLock::new() })
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
            let limit = self.app.limits().message_size;
            let is_too_large = packet.page != MAIN && packet.exceeds(limit);
            for frame in frames(packet.text) {
                let result = frame.and_then(|frame| match frame.head {
                    head @ (Head::Call { .. } | Head::Send { .. }) if is_too_large => {
                        let reason = format!("its message is larger than {limit} bytes");
                        self.refuse(packet, head, ErrorCode::TooLarge, &reason)
                    }
                    _ => self.frame(packet, frame),
                });
                if let Err(reason) = result {
                    crate::log(&format!("a frame of page {} is dropped: {reason}", packet.page));
                }
            }
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
        self.app.close();
    }

    fn frame(&self, packet: Incoming<'_>, frame: Frame<'_>) -> Result<(), String> {
        // Buffers that are not there are missed by who reads a value that refers to them.
        let buffers = packet.buffers.get(frame.base..).unwrap_or_default();
        let packet = Incoming { buffers, ..packet };
        let Some(payload) = frame.payload else {
            return self.refuse(packet, frame.head, ErrorCode::InvalidArgument, "it is cut off");
        };
        if frame.head != Head::Hello && self.agreed.get().is_none() {
            let reason = "it came before a `hello` that was answered with `welcome`";
            return self.refuse(packet, frame.head, ErrorCode::SchemaMismatch, reason);
        }
        match frame.head {
            Head::Call { id, channel } => {
                let page = self.page(packet);
                let open = check_new(page.as_deref(), id)?;
                let limit = self.app.limits().open_calls;
                if open as u64 >= limit {
                    let reason = format!("{limit} calls of its page are open");
                    return self.refuse(packet, frame.head, ErrorCode::Overloaded, &reason);
                }
                let responder = Responder::new(&self.app, packet.page, id, channel);
                self.dispatch(packet, page.as_ref(), channel, payload, responder);
                Ok(())
            }
            Head::Send { channel } => {
                let page = self.page(packet);
                let nobody = Responder::nobody();
                self.dispatch(packet, page.as_ref(), channel, payload, nobody);
                Ok(())
            }
            Head::Cancel { id } => {
                // A call that is not open has been answered: the two have crossed.
                if let Some(token) = self.page(packet).and_then(|page| page.settle_call(id)) {
                    token.cancel();
                    let error = Error::new(ErrorCode::Cancelled, "the caller has given up");
                    self.app.outbox().push(packet.page, &["error", id], error.into_payload());
                }
                Ok(())
            }
            Head::Listen { channel } => {
                self.app.pages().listen(packet.page, channel);
                Ok(())
            }
            Head::Unlisten { channel } => {
                self.app.pages().unlisten(packet.page, channel);
                Ok(())
            }
            head if packet.page != MAIN => Err(format!("{head:?} is for the main process to send")),
            Head::Hello => self.hello(payload),
            Head::Open { page } => {
                let open: Open = read(payload)?;
                self.app.pages().open(page, open);
                Ok(())
            }
            Head::Close { page } => {
                self.app.pages().close(page);
                Ok(())
            }
            Head::Answer { id } => self.answer(id, Ok(payload_of(packet, payload))),
            Head::Fail { id } => {
                self.answer(id, Err(Error::from_payload(payload_of(packet, payload))))
            }
        }
    }

    /// Does not carry a frame out. If it is a call, its caller is told; if not, nobody waits.
    fn refuse(
        &self,
        packet: Incoming<'_>,
        head: Head<'_>,
        code: ErrorCode,
        reason: &str,
    ) -> Result<(), String> {
        let Head::Call { id, channel } = head else { return Err(reason.to_owned()) };
        check_new(self.page(packet).as_deref(), id)?;
        let error = Error::new(code, format!("the call of `{channel}` is refused: {reason}"));
        Responder::new(&self.app, packet.page, id, channel).respond(Err(error));
        Ok(())
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

    fn answer(&self, id: u64, answer: Result<Payload, Error>) -> Result<(), String> {
        if self.app.answer(id, answer) { Ok(()) } else { Err(format!("no request {id} is open")) }
    }

    /// The page that a packet is from, unless it is the main process or gone.
    fn page(&self, packet: Incoming<'_>) -> Option<Arc<Page>> {
        self.app.pages().get(packet.page).cloned()
    }

    fn dispatch(
        &self,
        packet: Incoming<'_>,
        page: Option<&Arc<Page>>,
        channel: &str,
        args: &str,
        responder: Responder<&str>,
    ) {
        let refuse = |code, message: String| Err(Error::new(code, message));
        let Some(route) = self.routes.get(channel) else {
            return responder.respond(refuse(
                ErrorCode::NotFound,
                format!("nothing serves channel `{channel}`"),
            ));
        };
        let may_call = match page {
            Some(page) => route.for_pages && page.open.apis.iter().any(|api| api == route.api),
            None => packet.page == MAIN && !route.for_pages,
        };
        if !may_call {
            return responder.respond(refuse(
                ErrorCode::Denied,
                format!("this page may not call channel `{channel}`"),
            ));
        }
        let (channel, buffers) = (route.channel, packet.buffers);
        (route.dispatch)(
            channel.ordinal,
            Call { app: &self.app, page, channel, args, buffers, responder },
        );
    }
}

/// How many calls of the page are open. An id that is means another call, whose answer must not be
/// taken for this one's.
fn check_new(page: Option<&Page>, id: &str) -> Result<usize, String> {
    let open = page.map_or(Some(0), |page| page.calls_besides(id));
    open.ok_or_else(|| format!("call {id} is open already"))
}

fn payload_of(packet: Incoming<'_>, text: &str) -> Payload {
    let buffers = packet.buffers.iter().map(|buffer| buffer.to_vec()).collect();
    Payload { text: text.to_owned(), buffers }
}

fn read<'a, T: serde::Deserialize<'a>>(payload: &'a str) -> Result<T, String> {
    serde_json::from_str(payload).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Router;

    #[test]
    fn a_call_before_the_two_sides_agree_is_told_so() {
        let backend = Backend::start(|_| Router::new()).unwrap();
        let text = "send x\n[]\ncall 1 x\n[]\n";
        backend.process(Incoming { page: 1, text, buffers: &[] });
        let packets = backend.app().outbox().drain();
        assert_eq!(packets.len(), 1);
        assert!(
            packets[0].text.starts_with("error 1\n{\"code\":\"schema-mismatch\""),
            "{packets:?}"
        );
    }
}
