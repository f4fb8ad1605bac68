//! Rust's end of the pipe: packets in, handlers called, packets out.

use std::collections::HashMap;
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
            for frame in frames(packet.text) {
                let result = frame.and_then(|frame| self.frame(packet, frame));
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
        let Some(buffers) = packet.buffers.get(frame.base..) else {
            return Err(format!("it has no buffer {}", frame.base));
        };
        let packet = Incoming { buffers, ..packet };
        if frame.head != Head::Hello && self.agreed.get().is_none() {
            return Err("it came before a `hello` that was answered with `welcome`".to_owned());
        }
        match frame.head {
            Head::Call { id, channel } => {
                let page = self.page(packet);
                if page.as_ref().is_some_and(|page| page.has_call(id)) {
                    return Err(format!("call {id} is open already"));
                }
                let responder = Responder::new(&self.app, packet.page, id, channel);
                self.dispatch(packet, page.as_ref(), channel, frame.payload, responder);
                Ok(())
            }
            Head::Send { channel } => {
                let page = self.page(packet);
                let nobody = Responder::nobody();
                self.dispatch(packet, page.as_ref(), channel, frame.payload, nobody);
                Ok(())
            }
            Head::Cancel { id } => {
                // A call that is not open has been answered: the two have crossed.
                if let Some(token) = self.page(packet).and_then(|page| page.settle_call(id)) {
                    token.cancel();
                    let error = Error::new(ErrorCode::Cancelled, "the caller has given up");
                    self.app.outbox().push(
                        packet.page,
                        format_args!("error {id}"),
                        error.into_payload(),
                    );
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
            Head::Hello => self.hello(frame.payload),
            Head::Open { page } => {
                let open: Open = read(frame.payload)?;
                self.app.pages().open(page, open);
                Ok(())
            }
            Head::Close { page } => {
                self.app.pages().close(page);
                Ok(())
            }
            Head::Answer { id } => self.answer(id, Ok(payload_of(packet, frame))),
            Head::Fail { id } => {
                self.answer(id, Err(Error::from_payload(payload_of(packet, frame))))
            }
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
                let apis: HashMap<String, u64> = hello
                    .apis
                    .into_iter()
                    .filter_map(|(api, hex)| Some((api, u64::from_str_radix(&hex, 16).ok()?)))
                    .collect();
                self.app.set_apis(apis);
                self.agree();
                ("welcome", Payload::default())
            }
            Err(message) => {
                ("refuse", Error::new(ErrorCode::SchemaMismatch, message).into_payload())
            }
        };
        self.app.outbox().push(MAIN, format_args!("{header}"), payload);
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
        responder: Responder,
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
        (route.dispatch)(
            route.ordinal,
            Call { app: &self.app, page, channel, args, buffers: packet.buffers, responder },
        );
    }
}

fn payload_of(packet: Incoming<'_>, frame: Frame<'_>) -> Payload {
    let buffers = packet.buffers.iter().map(|buffer| buffer.to_vec()).collect();
    Payload { text: frame.payload.to_owned(), buffers }
}

fn read<'a, T: serde::Deserialize<'a>>(payload: &'a str) -> Result<T, String> {
    serde_json::from_str(payload).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;
    use crate::frame::Packet;
    use crate::{Bytes, Router, ipc_api};

    #[ipc_api]
    trait FrameApi {
        #[invoke("echo")]
        fn echo(&self, value: Bytes) -> Bytes;
        #[invoke("later")]
        async fn later(&self, text: String) -> String;
        #[send("note")]
        fn note(&self, text: Option<f64>);
        #[event("told")]
        fn told();
    }

    struct Frames;

    impl FrameApi for Frames {
        fn echo(&self, value: Bytes) -> Bytes {
            value
        }

        async fn later(&self, text: String) -> String {
            text
        }

        fn note(&self, _text: Option<f64>) {}
    }

    /// A backend with a page, and what it has to say to packets of that page.
    fn answers(packets: &[(String, Vec<Vec<u8>>)]) -> Vec<Packet> {
        let entry = |_| Router::new().serve(FrameApiServer::new(Frames));
        let backend = Backend::start(entry).unwrap();
        backend.agree();
        let open = r#"{"window":1,"label":null,"frame":"1:1","url":"","origin":"","apis":["FrameApi"],"hears":"listed"}"#;
        let open = format!("open 1\n{open}\n");
        backend.process(Incoming { page: MAIN, text: &open, buffers: &[] });
        for (text, buffers) in packets {
            let buffers: Vec<&[u8]> = buffers.iter().map(Vec::as_slice).collect();
            backend.process(Incoming { page: 1, text, buffers: &buffers });
        }
        backend.close();
        backend.app().outbox().drain()
    }

    /// Lines that frames are made of, and lines that they are not.
    fn line() -> impl Strategy<Value = String> {
        let known = prop::sample::select(vec![
            "call 1 echo",
            "call 2 later",
            "call 2 echo",
            "call  echo",
            "call 3",
            "send note",
            "send nobody",
            "cancel 2",
            "cancel",
            "listen told",
            "unlisten told",
            "unlisten x",
            "at 1",
            "at 99999999999999999999",
            "at x",
            "open 2",
            "close 1",
            "hello",
            "answer 1",
            "fail 1",
            "[]",
            "[null]",
            "[\"\\u0000b0\"]",
            "[\"\\u0000b7\"]",
            "[\"\\u0000nan\"]",
            "[\"\\ud800\"]",
            "[\"x\"]",
            "[1e999]",
            "[[[[",
            "{}",
            "",
        ]);
        prop_oneof![8 => known.prop_map(str::to_owned), 1 => ".{0,12}"]
    }

    fn packet() -> impl Strategy<Value = (String, Vec<Vec<u8>>)> {
        let text = prop::collection::vec(line(), 0..12).prop_map(|lines| lines.join("\n"));
        let cut =
            (text, any::<prop::sample::Index>(), any::<bool>()).prop_map(|(text, at, cut)| {
                let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                if cut && !ends.is_empty() {
                    text[..ends[at.index(ends.len())]].to_owned()
                } else {
                    text
                }
            });
        (cut, prop::collection::vec(prop::collection::vec(any::<u8>(), 0..4), 0..3))
    }

    proptest! {
        /// Whatever a page sends, nothing panics, and no call is answered oftener than it was made.
        #[test]
        fn no_packet_does_harm(packets in prop::collection::vec(packet(), 0..4)) {
            let mut made: HashMap<String, i32> = HashMap::new();
            for frame in packets.iter().flat_map(|(text, _)| frames(text)).flatten() {
                if let Head::Call { id, .. } = frame.head {
                    *made.entry(id.to_owned()).or_default() += 1;
                }
            }
            for packet in answers(&packets) {
                prop_assert!(packet.page == 1);
                let mut lines = packet.text.split_terminator('\n');
                while let (Some(header), Some(payload)) = (lines.next(), lines.next()) {
                    if let Some((_, id)) = header.split_once(' ').filter(|(head, _)| *head != "at") {
                        prop_assert!(serde_json::from_str::<serde_json::Value>(payload).is_ok());
                        let left = made.entry(id.to_owned()).or_default();
                        *left -= 1;
                        prop_assert!(*left >= 0, "`{header}` answers nothing");
                    }
                }
            }
        }
    }
}
