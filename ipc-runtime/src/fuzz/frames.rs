//! Frames against the backend: each call is answered exactly once, and nothing else is answered.

use std::collections::HashSet;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use ipc_macros::ipc_api;
use serde::de::DeserializeOwned;
use tokio::sync::watch;

use super::any::Any;
use super::input::{PART, STEP};
use super::types::Shape;
use crate::backend::Backend;
use crate::bytes::Bytes;
use crate::caller::Caller;
use crate::error::{ErrorCode, Failure};
use crate::frame::{Hello, Incoming, Limits, MAIN, PROTOCOL, Packet};
use crate::page::{Endpoint, Page};
use crate::pipe::Pipe;
use crate::router::{Router, Service};
use crate::table::Contract;
use crate::{buffers, wire};

/// The page that is open when a script starts.
const PAGE: u32 = 1;

/// Low limits, so that scripts exceed them.
const LIMITS: Limits = Limits { message_size: 1024, open_calls: 3, open_bytes: 256 << 20 };

/// Longer than any handler takes, even on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(20);

/// An API with every kind of handler.
#[ipc_api]
trait FuzzApi {
    #[invoke("echo")]
    fn echo(&self, value: Any) -> Any;
    #[invoke("types")]
    fn types(
        &self,
        text: String,
        bytes: Bytes,
        number: Option<f64>,
        shape: Option<Shape>,
    ) -> Result<Vec<u8>, Shape>;
    #[invoke("later")]
    async fn later(&self, value: Any) -> Any;
    #[send("tell")]
    fn tell(&self, caller: &Caller, text: String);
    #[event("told")]
    fn told(text: String);
}

struct Fuzzed {
    /// Async handlers end when this is true.
    gate: watch::Sender<bool>,
}

impl FuzzApi for Fuzzed {
    fn echo(&self, value: Any) -> Any {
        value
    }

    fn types(
        &self,
        text: String,
        bytes: Bytes,
        number: Option<f64>,
        shape: Option<Shape>,
    ) -> Result<Vec<u8>, Shape> {
        match (number, shape) {
            (None, Some(shape)) => Err(shape),
            _ => Ok([text.as_bytes(), &bytes].concat()),
        }
    }

    async fn later(&self, value: Any) -> Any {
        // This fails only if the gate is dropped, which lives as long as `self`.
        let _ = self.gate.subscribe().wait_for(|is_open| *is_open).await;
        value
    }

    fn tell(&self, caller: &Caller, text: String) {
        if let Err(error) = FuzzApiRenderer::new(caller).told(text) {
            assert_eq!(error.code(), ErrorCode::TooLarge, "{error}");
        }
    }
}

/// Sends a script of packets to a backend, and checks all frames that come back.
///
/// A script is a list of steps, separated by U+001D. A step is `*`, at which all running handlers end,
/// or a packet: the digit of its endpoint, its text, the decimal lengths of its buffers, and the chunks
/// that hold the buffers, separated by U+001E.
///
/// # Panics
///
/// If the backend answers wrongly.
pub fn check_frames(script: &[u8]) {
    let mut harness = Harness::start();
    for step in script.split(|byte| *byte == STEP) {
        match step {
            [] => {}
            [b'*', ..] => harness.release(),
            [page, rest @ ..] => {
                let mut parts = rest.split(|byte| *byte == PART);
                let text = String::from_utf8_lossy(parts.next().unwrap_or_default());
                let lengths = String::from_utf8_lossy(parts.next().unwrap_or_default());
                let lengths: Vec<u32> = lengths.split(' ').flat_map(str::parse).collect();
                let chunks: Vec<&[u8]> = parts.collect();
                harness.packet(u32::from(page % 16), &text, &lengths, &chunks);
            }
        }
    }
    harness.release();
    // After a hostile page, the backend still serves another page.
    harness.backend.close();
    harness.open_page();
    harness.packet(PAGE, "call last echo\n[[\"fine\"]]\n", &[], &[]);
    harness.gate.send_replace(true);
}

struct Wake(mpsc::Sender<()>);

impl Pipe for Wake {
    fn wake(&self) {
        // Handlers may end after the script, when nothing receives any more.
        let _ = self.0.send(());
    }
}

struct Harness {
    backend: Backend,
    gate: watch::Sender<bool>,
    awake: mpsc::Receiver<()>,
    /// The calls without an answer, with their endpoints.
    open: HashSet<(u32, String)>,
    /// The pages of the one-way calls whose handlers have not ended.
    sends: Vec<Arc<Page>>,
    /// How many marks the harness has sent.
    marks: u32,
}

impl Harness {
    fn start() -> Self {
        let gate = watch::Sender::new(false);
        let fuzzed = Fuzzed { gate: gate.clone() };
        let entry = |_| Router::new().serve(FuzzApiServer::new(fuzzed));
        let backend = Backend::start(entry).expect("the router has no errors");
        let Contract { name, fingerprint, .. } = FuzzApiServer::<Fuzzed>::CONTRACT;
        backend.app().accept_hello(Hello {
            protocol: PROTOCOL,
            apis: [(name.to_owned(), format!("{fingerprint:x}"))].into(),
            served: Vec::new(),
            limits: LIMITS,
        });
        backend.complete_handshake();
        let (wake, awake) = mpsc::channel();
        backend.connect(Wake(wake));
        let (open, sends) = (HashSet::new(), Vec::new());
        let mut harness = Self { backend, gate, awake, open, sends, marks: 0 };
        harness.open_page();
        harness
    }

    fn open_page(&mut self) {
        let open = r#"{"contents":1,"window":1,"label":null,"frame":"1:1","url":"","origin":"","apis":["FuzzApi"],"subscriptions":"listed"}"#;
        self.packet(MAIN, &format!("open {PAGE}\n{open}\n"), &[], &[]);
    }

    /// Sends a packet with a mark after each of its frames: a call to an unknown channel. The answers
    /// between two marks belong to the frame between them.
    fn packet(&mut self, endpoint: u32, text: &str, lengths: &[u32], chunks: &[&[u8]]) {
        let buffers = buffers::unpack(lengths, chunks).unwrap_or_default();
        let text = text.replace("mark-", "");
        let mut marked = String::new();
        let mut sent = Vec::new();
        let mut lines = text.split_inclusive('\n');
        while let Some(header) = lines.next() {
            let payload = lines.next().unwrap_or_default();
            marked.extend([header, payload]);
            // No frame can follow a truncated one.
            let mark = payload.ends_with('\n').then(|| {
                self.marks += 1;
                format!("mark-{}", self.marks)
            });
            if let Some(mark) = &mark {
                marked.extend(["call ", mark, " nowhere\n[]\n"]);
            }
            sent.push((header, payload, mark));
        }
        let size = marked.encode_utf16().count() + buffers.concat().len();
        let is_too_large = endpoint != MAIN && size as u64 > LIMITS.message_size;
        self.backend.process(Incoming { endpoint, text: &marked, buffers: &buffers });

        let mut answers = read_answers(self.backend.app().outbox().drain()).into_iter().peekable();
        let mut base = 0;
        for (header, payload, mark) in sent {
            if let Some(index) = header.strip_prefix("at ") {
                let index = index.trim_end_matches('\n');
                let is_number = index.bytes().all(|byte| byte.is_ascii_digit());
                base = index.parse().ok().filter(|_| is_number).unwrap_or(usize::MAX);
            }
            let mut between = Vec::new();
            while let Some(answer) = answers.next_if(|answer| Some(&answer.id) != mark.as_ref()) {
                between.push(answer);
            }
            // A truncated header is ignored.
            let frame = Sent {
                endpoint,
                header: header.strip_suffix('\n').unwrap_or_default(),
                payload,
                buffers: buffers.get(base..).unwrap_or_default(),
                is_too_large,
            };
            self.check_answers(&frame, between);
            if let Some(mark) = mark {
                let answer = answers.next().unwrap_or_else(|| panic!("{mark} is not served"));
                let is_gone = endpoint != MAIN && self.endpoint(endpoint).is_none();
                let code = if is_gone { "denied" } else { "not-found" };
                assert_eq!((answer.endpoint, answer.code.as_deref()), (endpoint, Some(code)));
            }
        }
        assert!(answers.peek().is_none(), "{:?} has no call", answers.peek());
    }

    fn endpoint(&self, number: u32) -> Option<Arc<Endpoint>> {
        self.backend.app().pages().get(number).cloned()
    }

    /// The expected error code of a call to this channel, if the call must be refused.
    fn refusal(&self, frame: &Sent<'_>, channel: &str) -> Option<&'static str> {
        let endpoint = self.endpoint(frame.endpoint);
        let is_for_pages = match channel {
            "echo" | "types" | "later" | "tell" => true,
            "host:menuClicked" => false,
            _ if endpoint.is_none() && frame.endpoint != MAIN => return Some("denied"),
            _ => return Some("not-found"),
        };
        let Some(endpoint) = endpoint else {
            let is_allowed = frame.endpoint == MAIN && !is_for_pages;
            return if is_allowed { frame.truncated() } else { Some("denied") };
        };
        let page = &endpoint.page;
        if !is_for_pages || !page.open.apis.iter().any(|api| api == "FuzzApi") {
            return Some("denied");
        }
        let of_page = |number| self.endpoint(number).is_some_and(|it| Arc::ptr_eq(&it.page, page));
        let calls = self.open.iter().filter(|(number, _)| of_page(*number)).count();
        let sends = self.sends.iter().filter(|other| Arc::ptr_eq(other, page)).count();
        let size = wire::size(frame.payload, frame.buffers);
        let referred = size - frame.payload.len() as u64;
        if (calls + sends) as u64 >= LIMITS.open_calls {
            Some("overloaded")
        } else if frame.is_too_large || referred > LIMITS.message_size {
            Some("too-large")
        } else {
            frame.truncated()
        }
    }

    /// Checks the answers to one frame.
    fn check_answers(&mut self, frame: &Sent<'_>, answers: Vec<Answer>) {
        let &Sent { endpoint, header, payload, buffers, .. } = frame;
        let (head, rest) = header.split_once(' ').unwrap_or((header, ""));
        let (id, channel) = rest.split_once(' ').unwrap_or((rest, ""));
        let mut answers = answers.into_iter();
        match head {
            "call" if !id.is_empty() && !self.open.contains(&(endpoint, id.to_owned())) => {
                let refused = self.refusal(frame, channel);
                match answers.next() {
                    Some(answer) => {
                        assert_eq!((answer.endpoint, answer.id.as_str()), (endpoint, id));
                        let code = answer.code.as_deref();
                        if refused.is_some() {
                            assert_eq!(code, refused, "`{header}`");
                        } else if answer.is_error {
                            let is_from_handler = channel == "types" && code.is_none();
                            assert!(is_from_handler || code.is_some(), "{answer:?} has no code");
                        } else if channel == "echo" {
                            let [sent] = wire::decode(payload, buffers).expect("it was echoed");
                            assert_eq!(answer.decode::<Any>(), sent, "the value has changed");
                        }
                    }
                    None if channel == "later" && refused.is_none() => {
                        self.open.insert((endpoint, id.to_owned()));
                    }
                    None => panic!("`{header}` has no answer"),
                }
            }
            "send" if rest == "later" && self.refusal(frame, rest).is_none() => {
                let page = self.endpoint(endpoint).map(|endpoint| Arc::clone(&endpoint.page));
                if wire::decode_args::<(Any,)>(payload, buffers, &["value"]).is_ok() {
                    self.sends.extend(page);
                }
            }
            "cancel"
                if payload.ends_with('\n') && self.open.remove(&(endpoint, rest.to_owned())) =>
            {
                let answer = answers.next().expect("a cancelled call has an answer");
                assert_eq!((answer.endpoint, answer.id.as_str()), (endpoint, rest));
                assert_eq!(answer.code.as_deref(), Some("cancelled"));
            }
            "open" | "join" | "close" if endpoint == MAIN => {
                // The calls of a closed page are not answered.
                let pages = self.backend.app().pages();
                self.open
                    .retain(|(number, id)| pages.get(*number).is_some_and(|it| it.has_call(id)));
            }
            _ => {}
        }
        if let Some(answer) = answers.next() {
            panic!("{answer:?} answers `{header}`");
        }
    }

    /// Lets all handlers end and waits for their answers.
    fn release(&mut self) {
        self.gate.send_replace(true);
        while !self.open.is_empty() {
            let answers = read_answers(self.backend.app().outbox().drain());
            if answers.is_empty() {
                let woken = self.awake.recv_timeout(TIMEOUT);
                woken.unwrap_or_else(|_| panic!("{:?} have no answer", self.open));
            }
            for answer in answers {
                assert!(!answer.is_error, "{answer:?}");
                let call = (answer.endpoint, answer.id);
                assert!(self.open.remove(&call), "{call:?} is answered twice");
            }
        }
        // One-way calls have no answers to wait for.
        let started = Instant::now();
        while self.sends.iter().any(|page| page.open_calls() > 0) {
            assert!(started.elapsed() < TIMEOUT, "a one-way call does not end");
            std::thread::yield_now();
        }
        self.sends.clear();
        self.gate.send_replace(false);
    }
}

/// A frame that was sent.
struct Sent<'a> {
    endpoint: u32,
    header: &'a str,
    /// With the line end, if it has one.
    payload: &'a str,
    buffers: &'a [&'a [u8]],
    is_too_large: bool,
}

impl Sent<'_> {
    fn truncated(&self) -> Option<&'static str> {
        (!self.payload.ends_with('\n')).then_some("invalid-argument")
    }
}

/// A `reply` or an `error`.
#[derive(Debug)]
struct Answer {
    endpoint: u32,
    id: String,
    is_error: bool,
    /// The code, if this is an error of the runtime.
    code: Option<String>,
    payload: String,
    buffers: Vec<Vec<u8>>,
}

impl Answer {
    fn decode<T: DeserializeOwned>(&self) -> T {
        let buffers: Vec<&[u8]> = self.buffers.iter().map(Vec::as_slice).collect();
        wire::decode(&self.payload, &buffers).expect("an answer can be decoded")
    }
}

/// Reads packets as `docs/wire.md` describes them, and returns the answers among their frames.
fn read_answers(packets: Vec<Packet>) -> Vec<Answer> {
    let mut answers = Vec::new();
    for Packet { endpoint, text, buffers } in packets {
        let (lengths, chunks) = buffers::pack(buffers.clone());
        let chunks: Vec<&[u8]> = chunks.iter().map(Vec::as_slice).collect();
        assert_eq!(
            buffers::unpack(&lengths, &chunks).expect("packed buffers can be unpacked"),
            buffers
        );

        assert!(text.ends_with('\n'), "`{text}` is truncated");
        let lines: Vec<&str> = text.split_terminator('\n').collect();
        assert!(lines.len().is_multiple_of(2), "`{text}` is truncated");
        let mut base = 0;
        for frame in lines.chunks_exact(2) {
            let (header, payload) = (frame[0], frame[1]);
            let (head, rest) = header.split_once(' ').unwrap_or((header, ""));
            if head == "at" {
                base = rest.parse().expect("`at` has a number");
                assert!(base < buffers.len(), "`{header}` is beyond the buffers");
                continue;
            }
            let is_error = head == "error";
            match head {
                "reply" | "error" => {
                    let code = is_error.then(|| {
                        let failure: Failure<'_> = serde_json::from_str(payload)
                            .expect("the payload of an error is a failure");
                        failure.code.map(|code| code.as_str().to_owned())
                    });
                    answers.push(Answer {
                        endpoint,
                        id: rest.to_owned(),
                        is_error,
                        code: code.flatten(),
                        payload: payload.to_owned(),
                        buffers: buffers[base..].to_vec(),
                    });
                }
                "event" if endpoint != MAIN => {
                    serde_json::from_str::<[String; 1]>(payload).expect("the event has a text");
                }
                "welcome" | "refuse" if endpoint == MAIN => {}
                _ => panic!("endpoint {endpoint} must not get `{header}`"),
            }
        }
    }
    answers
}
