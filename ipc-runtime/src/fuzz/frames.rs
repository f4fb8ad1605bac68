//! Frames against the backend: each call is answered exactly once, and nothing else is answered; each
//! stream ends exactly once, and has no more items than credit; only the page that was asked can answer.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::any::Any;
use super::api::{FuzzApiServer, Fuzzed};
use super::input::{PART, STEP};
use super::received::{End, Header, Received, read_frames};
use super::types::Shape;
use crate::backend::Backend;
use crate::frame::{Hello, Incoming, Limits, MAIN, PROTOCOL};
use crate::page::{Endpoint, Page};
use crate::payload::Payload;
use crate::pipe::Pipe;
use crate::router::{Router, Service};
use crate::table::Contract;
use crate::{buffers, wire};

/// The page that is open when a script starts.
const PAGE: u32 = 1;

/// Low limits, so that scripts exceed them.
const LIMITS: Limits = Limits { message_size: 1024, open_calls: 3, open_bytes: 256 << 20 };

/// How long a script waits for handlers that may have nothing to send.
const PAUSE: Duration = Duration::from_millis(5);

/// Longer than any handler takes, even on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Sends a script of packets to a backend, and checks all frames that come back.
///
/// A script is a list of steps, separated by U+001D. A step is `*`, at which all running handlers end, or
/// `+`, which waits for handlers that run, or a packet: the digit of its endpoint, its text, the decimal lengths of its buffers, and the chunks
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
            [b'+', ..] => harness.pause(),
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

/// A call or a stream without an end.
enum Open {
    /// A call that ends when the gate opens, with this value.
    Later(Any),
    /// A call that may end at any time.
    Running {
        is_ask: bool,
    },
    Stream(Stream),
}

struct Stream {
    /// The credit that is left. The backend may have less of it, because credit has a maximum.
    items: i128,
    bytes: i128,
    value: Any,
    /// How many items must still come.
    times: u8,
    has_error: bool,
}

/// The streams that an endpoint sends.
#[derive(Default)]
struct Uploads {
    /// How many streams it may have opened.
    opened: u64,
    items: u64,
    credit: u64,
    cancelled: u64,
}

struct Harness {
    backend: Backend,
    gate: watch::Sender<bool>,
    is_releasing: bool,
    awake: mpsc::Receiver<()>,
    /// The calls and streams without an end, by their endpoints and ids.
    open: HashMap<(u32, String), Open>,
    /// The ids that were used again when the end of their call may have been on the way. Any number of
    /// ends may come for them.
    unclear: HashSet<(u32, String)>,
    /// The pages of the one-way calls whose handlers have not ended.
    sends: Vec<Arc<Page>>,
    /// The pages of one-way calls that may have ended.
    running_sends: Vec<Arc<Page>>,
    uploads: HashMap<u32, Uploads>,
    /// The endpoints that have announced a handler for requests.
    handling: HashSet<u32>,
    /// The endpoint that each open request has asked.
    asked: HashMap<u64, u32>,
    /// The answers to requests, with the endpoints that have sent them.
    answers: HashSet<(u32, u64)>,
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
        let mut harness = Self {
            backend,
            gate,
            is_releasing: false,
            awake,
            open: HashMap::new(),
            unclear: HashSet::new(),
            sends: Vec::new(),
            running_sends: Vec::new(),
            uploads: HashMap::new(),
            handling: HashSet::new(),
            asked: HashMap::new(),
            answers: HashSet::new(),
            marks: 0,
        };
        harness.open_page();
        harness
    }

    fn open_page(&mut self) {
        let open = r#"{"contents":1,"window":1,"label":null,"frame":"1:1","url":"","origin":"","apis":["FuzzApi"],"subscriptions":"listed"}"#;
        self.packet(MAIN, &format!("open {PAGE}\n{open}\n"), &[], &[]);
    }

    /// Sends a packet with a mark after each of its frames: a call to an unknown channel. The frames
    /// between the answers of two marks are answers to the frame between them, or come from handlers
    /// that run.
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

        let mut received = self.drain().into_iter();
        let mut base = 0;
        for (header, payload, mark) in sent {
            if let Some(index) = header.strip_prefix("at ") {
                let index = index.trim_end_matches('\n');
                let is_number = index.bytes().all(|byte| byte.is_ascii_digit());
                base = index.parse().ok().filter(|_| is_number).unwrap_or(usize::MAX);
            }
            let is_mark = |it: &Received| mark.as_ref().is_some_and(|mark| it.ends(endpoint, mark));
            let mut between = Vec::new();
            let mut answer = None;
            for frame in received.by_ref() {
                if is_mark(&frame) {
                    answer = Some(frame);
                    break;
                }
                between.push(frame);
            }
            // A truncated header is ignored.
            let frame = Sent {
                endpoint,
                header: header.strip_suffix('\n').unwrap_or_default(),
                payload,
                buffers: buffers.get(base..).unwrap_or_default(),
                is_too_large,
            };
            self.check_frame(&frame, between);
            if let Some(mark) = mark {
                let answer = answer.unwrap_or_else(|| panic!("{mark} is not served"));
                let is_gone = endpoint != MAIN && self.endpoint(endpoint).is_none();
                let code = if is_gone { "denied" } else { "not-found" };
                assert!(has_code(&answer, &[code]), "{answer:?} to a mark");
            }
        }
        received.for_each(|frame| self.check_received(&frame, None));
    }

    fn drain(&self) -> Vec<Received> {
        read_frames(self.backend.app().outbox().drain())
    }

    fn endpoint(&self, number: u32) -> Option<Arc<Endpoint>> {
        self.backend.app().pages().get(number).cloned()
    }

    /// Whether a call of this channel must be refused, and whether it may be because of calls that run.
    fn refusal(&self, frame: &Sent<'_>, channel: &str) -> Refusal {
        let endpoint = self.endpoint(frame.endpoint);
        let certain = |code| Refusal { code, may_be_overloaded: false };
        let is_for_pages = match channel {
            "echo" | "types" | "later" | "tell" | "repeat" | "collect" | "ask" | "pass" => true,
            "host:menuClicked" => false,
            _ if endpoint.is_none() && frame.endpoint != MAIN => return certain(Some("denied")),
            _ => return certain(Some("not-found")),
        };
        let Some(endpoint) = endpoint else {
            let is_allowed = frame.endpoint == MAIN && !is_for_pages;
            return certain(if is_allowed { frame.truncated() } else { Some("denied") });
        };
        let page = &endpoint.page;
        if !is_for_pages || !page.open.apis.iter().any(|api| api == "FuzzApi") {
            return certain(Some("denied"));
        }
        let of_page = |number| self.endpoint(number).is_some_and(|it| Arc::ptr_eq(&it.page, page));
        let (mut calls, mut running) = (0, 0);
        for (_, open) in self.open.iter().filter(|((number, _), _)| of_page(*number)) {
            *if matches!(open, Open::Later(_)) { &mut calls } else { &mut running } += 1;
        }
        let count = |sends: &[Arc<Page>]| sends.iter().filter(|it| Arc::ptr_eq(it, page)).count();
        calls += count(&self.sends);
        running += count(&self.running_sends);
        if calls as u64 >= LIMITS.open_calls {
            return certain(Some("overloaded"));
        }
        let size = wire::size(frame.payload, frame.buffers);
        let referred = size - frame.payload.len() as u64;
        Refusal {
            code: if frame.is_too_large || referred > LIMITS.message_size {
                Some("too-large")
            } else {
                frame.truncated()
            },
            may_be_overloaded: (calls + running) as u64 >= LIMITS.open_calls
                || !self.unclear.is_empty(),
        }
    }

    /// Removes the events of a relay from the frames that came after one frame, and checks them: each
    /// other page that listens gets the value, once. `channel` is that of a call or a send.
    fn check_relayed(&self, frame: &Sent<'_>, channel: Option<&str>, received: &mut Vec<Received>) {
        let events = received.extract_if(.., |it| matches!(it.header, Header::Relayed));
        let events: Vec<_> = events.collect();
        let refusal = channel.filter(|it| *it == "pass").map(|it| self.refusal(frame, it));
        let is_one_way = frame.header.starts_with("send ");
        let args = refusal.as_ref().filter(|it| it.code.is_none()).and_then(|_| {
            wire::decode_args::<(Any,)>(frame.payload, frame.buffers, &["value"]).ok()
        });
        let Some((value,)) = args else {
            assert!(events.is_empty(), "{events:?} after `{}`", frame.header);
            return;
        };
        let listening: HashSet<u32> = (1..16)
            .filter(|number| {
                self.endpoint(*number).is_some_and(|it| {
                    let is_other = self
                        .endpoint(frame.endpoint)
                        .is_some_and(|from| !Arc::ptr_eq(&it.page, &from.page));
                    let may_listen = it.page.open.apis.iter().any(|api| api == "FuzzApi");
                    is_other && may_listen && it.listens_to("pass")
                })
            })
            .collect();
        let mut reached = HashSet::new();
        for event in &events {
            assert!(listening.contains(&event.endpoint), "{event:?} reaches nobody who listens");
            assert!(reached.insert(event.endpoint), "{event:?} comes twice");
            let [passed] = event.decode();
            assert_eq!(value, passed, "the value has changed");
        }
        let fits = Payload::encode(&(value,)).is_ok_and(|it| !it.exceeds(LIMITS.message_size));
        let may_be_overloaded = refusal.is_some_and(|it| it.may_be_overloaded);
        if is_one_way && fits && !may_be_overloaded {
            assert_eq!(reached, listening, "`{}` is not passed on", frame.header);
        }
    }

    /// Checks the frames that came after one frame.
    fn check_frame(&mut self, frame: &Sent<'_>, mut received: Vec<Received>) {
        let &Sent { endpoint, header, payload, .. } = frame;
        let is_complete = payload.ends_with('\n');
        let (head, rest) = header.split_once(' ').unwrap_or((header, ""));
        let (id, after_id) = rest.split_once(' ').unwrap_or((rest, ""));
        let key = (endpoint, id.to_owned());
        let mut cancelled = None;
        let called = match head {
            "call" => Some(after_id),
            "send" => Some(rest),
            _ => None,
        };
        self.check_relayed(frame, called, &mut received);
        match head {
            "call" if !id.is_empty() => self.check_call(frame, key, None, after_id, &mut received),
            "stream" if !id.is_empty() => {
                if let Some((credit, channel)) = read_grant(after_id) {
                    self.check_call(frame, key, Some(credit), channel, &mut received);
                }
            }
            "send" => self.check_send(frame, rest),
            "credit" if is_complete => {
                let credit = read_grant(after_id).filter(|(_, rest)| rest.is_empty());
                if let (Some(Open::Stream(stream)), Some(((items, bytes), _))) =
                    (self.open.get_mut(&key), credit)
                {
                    stream.items += i128::from(items);
                    stream.bytes += i128::from(bytes);
                }
            }
            "cancel" if is_complete => cancelled = Some((endpoint, rest.to_owned())),
            "item" if is_complete => self.uploads.entry(endpoint).or_default().items += 1,
            "listen" if is_complete && rest == "confirm" => {
                self.handling.insert(endpoint);
            }
            "answer" | "fail" if is_complete => {
                self.answers.extend(rest.parse().ok().map(|id| (endpoint, id)));
            }
            _ => {}
        }
        for frame in received {
            self.check_received(&frame, cancelled.as_ref());
        }
        if let Some(key) = cancelled {
            // The end of another call may be on the way from its thread.
            let is_open = matches!(self.open.get(&key), Some(Open::Later(_)));
            assert!(!is_open, "{key:?} is cancelled, but not answered");
        }
        if matches!(head, "open" | "join" | "close") && endpoint == MAIN {
            // The calls of a closed page are not answered. The answer of one that has ended may be on
            // the way.
            let pages = self.backend.app().pages();
            let unclear = &mut self.unclear;
            self.open.retain(|key, open| {
                let is_open = pages.get(key.0).is_some_and(|it| it.has_call(&key.1));
                if !is_open && !matches!(open, Open::Later(_)) {
                    unclear.insert(key.clone());
                }
                is_open
            });
        }
    }

    /// Checks the answer to a `call`, or to a `stream` with its credit, if it must come at once.
    fn check_call(
        &mut self,
        frame: &Sent<'_>,
        key: (u32, String),
        credit: Option<(u32, u32)>,
        channel: &str,
        received: &mut Vec<Received>,
    ) {
        let refusal = self.refusal(frame, channel);
        if channel == "collect" {
            self.uploads.entry(key.0).or_default().opened += 1;
        }
        if self.unclear.contains(&key) {
            return;
        }
        match self.open.get(&key) {
            Some(Open::Later(_)) => return,
            Some(_) => {
                self.open.remove(&key);
                self.unclear.insert(key);
                return;
            }
            None => {}
        }
        let Sent { header, payload, buffers, .. } = frame;
        let is_stream = channel == "repeat";
        let refused = refusal.code.or_else(|| {
            let is_served = refusal.code.is_none() && is_stream != credit.is_some();
            is_served.then_some("invalid-argument")
        });
        let position = received.iter().position(|it| it.ends(key.0, &key.1));
        let overloaded = position
            .filter(|it| refusal.may_be_overloaded && has_code(&received[*it], &["overloaded"]));
        if let Some(position) = overloaded {
            received.remove(position);
            return;
        }
        let mut answer = || position.map(|position| received.remove(position));
        if let Some(code) = refused {
            let answer = answer().unwrap_or_else(|| panic!("`{header}` has no answer"));
            assert!(has_code(&answer, &[code]), "{answer:?} to `{header}`, not `{code}`");
            return;
        }
        let opened = match channel {
            "later" => wire::decode_args(payload, buffers, &["value"])
                .ok()
                .map(|(value,): (Any,)| Open::Later(value)),
            "repeat" => wire::decode_args(payload, buffers, &["times", "value", "end"]).ok().map(
                |(times, value, end): (u8, Any, Option<Shape>)| {
                    let (items, bytes) = credit.unwrap_or_default();
                    let (items, bytes) = (items.into(), bytes.into());
                    Open::Stream(Stream { items, bytes, value, times, has_error: end.is_some() })
                },
            ),
            "collect" | "ask" => Some(Open::Running { is_ask: channel == "ask" }),
            _ => None,
        };
        if let Some(opened) = opened {
            self.open.insert(key, opened);
            return;
        }
        let answer = answer().unwrap_or_else(|| panic!("`{header}` has no answer"));
        match &answer.header {
            Header::End { end: End::Reply, .. } if channel == "echo" => {
                let [sent] = wire::decode(payload, buffers).expect("it was echoed");
                assert_eq!(answer.decode::<Any>(), sent, "the value has changed");
            }
            Header::End { end: End::Error(code), .. } => {
                assert!(code.is_some() || channel == "types", "{answer:?} has no code");
            }
            Header::End { end: End::Reply, .. } => assert_ne!(channel, "later"),
            _ => panic!("{answer:?} answers `{header}`"),
        }
    }

    fn check_send(&mut self, frame: &Sent<'_>, channel: &str) {
        let refusal = self.refusal(frame, channel);
        if channel == "collect" {
            self.uploads.entry(frame.endpoint).or_default().opened += 1;
        }
        if refusal.code.is_some() {
            return;
        }
        let page = self.endpoint(frame.endpoint).map(|endpoint| Arc::clone(&endpoint.page));
        match channel {
            "later" => {
                let args = wire::decode_args::<(Any,)>(frame.payload, frame.buffers, &["value"]);
                if args.is_ok() && refusal.may_be_overloaded {
                    self.running_sends.extend(page);
                } else if args.is_ok() {
                    self.sends.extend(page);
                }
            }
            "collect" | "ask" => self.running_sends.extend(page),
            _ => {}
        }
    }

    /// Checks a frame that may come at any time. `cancelled` is the call that the page has just cancelled.
    fn check_received(&mut self, frame: &Received, cancelled: Option<&(u32, String)>) {
        let endpoint = frame.endpoint;
        match &frame.header {
            Header::End { id, end } => {
                let key = (endpoint, id.clone());
                if self.unclear.contains(&key) {
                    return;
                }
                let open = self.open.remove(&key);
                let is_cancelled = *end == End::Error(Some("cancelled".to_owned()));
                if is_cancelled && cancelled == Some(&key) && open.is_some() {
                    return;
                }
                match open {
                    Some(Open::Later(value)) => {
                        assert!(self.is_releasing && *end == End::Reply, "{frame:?} comes early");
                        assert_eq!(frame.decode::<Any>(), value, "the value has changed");
                    }
                    Some(Open::Running { is_ask }) => {
                        assert_ne!(*end, End::Done, "{frame:?} ends a call");
                        if is_ask && *end == End::Reply {
                            self.check_asked(frame);
                        }
                    }
                    Some(Open::Stream(Stream { times, has_error, .. })) => match end {
                        End::Done => assert!(times == 0 && !has_error, "{frame:?} comes early"),
                        End::Error(None) => {
                            assert!(times == 0 && has_error, "{frame:?} comes early");
                        }
                        _ => assert!(has_code(frame, &["too-large"]), "{frame:?} ends a stream"),
                    },
                    None => panic!("{frame:?} ends nothing"),
                }
            }
            Header::Item { id } => {
                let key = (endpoint, id.clone());
                if self.unclear.contains(&key) {
                    return;
                }
                let Some(Open::Stream(stream)) = self.open.get_mut(&key) else {
                    panic!("{frame:?} belongs to no stream");
                };
                assert!(stream.items > 0 && stream.bytes > 0, "{frame:?} has no credit");
                assert!(stream.times > 0, "{frame:?} is too many");
                stream.items -= 1;
                stream.bytes -= frame.size();
                stream.times -= 1;
                assert_eq!(frame.decode::<Any>(), stream.value, "the value has changed");
            }
            Header::Relayed => panic!("{frame:?} comes from nobody"),
            Header::Credit { items } => {
                let uploads = self.uploads.entry(endpoint).or_default();
                uploads.credit += items;
                assert!(
                    uploads.credit <= 256 * uploads.opened + uploads.items,
                    "endpoint {endpoint} gets more credit than its items were read"
                );
            }
            Header::Cancel => {
                let uploads = self.uploads.entry(endpoint).or_default();
                uploads.cancelled += 1;
                assert!(uploads.cancelled <= uploads.opened, "a stream is cancelled twice");
            }
            Header::Request { id } => {
                assert!(self.handling.contains(&endpoint), "{frame:?} asks without a handler");
                assert!(self.asked.insert(*id, endpoint).is_none(), "{frame:?} is sent twice");
            }
            Header::Abort { id } => {
                assert_eq!(self.asked.remove(id), Some(endpoint), "{frame:?} aborts nothing");
            }
        }
    }

    /// Checks that the answer of a page made this reply of `ask`.
    fn check_asked(&mut self, reply: &Received) {
        let answered =
            self.asked.iter().find(|(id, endpoint)| self.answers.contains(&(**endpoint, **id)));
        let id = answered.map(|(id, _)| *id);
        let id = id.unwrap_or_else(|| panic!("no page has answered before {reply:?}"));
        self.asked.remove(&id);
    }

    /// Waits for handlers that run, and checks the frames that come from them.
    fn pause(&mut self) {
        let _ = self.awake.recv_timeout(PAUSE);
        for frame in self.drain() {
            self.check_received(&frame, None);
        }
    }

    /// Lets all handlers end and waits for their answers.
    fn release(&mut self) {
        self.is_releasing = true;
        self.gate.send_replace(true);
        let streams = self.open.iter().filter(|(_, open)| matches!(open, Open::Stream(_)));
        let credit =
            streams.map(|((endpoint, id), _)| (*endpoint, format!("credit {id} 256 4000000000")));
        let cancel = self.unclear.iter().map(|(endpoint, id)| (*endpoint, format!("cancel {id}")));
        for (endpoint, header) in credit.chain(cancel).collect::<Vec<_>>() {
            self.packet(endpoint, &format!("{header}\n\n"), &[], &[]);
        }
        while !self.open.is_empty() {
            let received = self.drain();
            if received.is_empty() {
                let woken = self.awake.recv_timeout(TIMEOUT);
                woken.unwrap_or_else(|_| panic!("{:?} have no answer", self.open.keys()));
            }
            for frame in received {
                self.check_received(&frame, None);
            }
        }
        // One-way calls have no answers to wait for.
        let started = Instant::now();
        let has_open = |pages: &[Arc<Page>]| pages.iter().any(|page| page.open_calls() > 0);
        while has_open(&self.sends) || has_open(&self.running_sends) {
            assert!(started.elapsed() < TIMEOUT, "a one-way call does not end");
            std::thread::yield_now();
        }
        self.sends.clear();
        self.running_sends.clear();
        self.gate.send_replace(false);
        self.is_releasing = false;
    }
}

/// Whether a call must be refused.
struct Refusal {
    /// The code of the error, if it must be.
    code: Option<&'static str>,
    /// Whether it may also be refused as `overloaded`.
    may_be_overloaded: bool,
}

/// Whether this is an error of the runtime with one of these codes.
fn has_code(frame: &Received, codes: &[&str]) -> bool {
    matches!(&frame.header, Header::End { end: End::Error(Some(code)), .. }
        if codes.contains(&code.as_str()))
}

/// Reads the items and bytes of a credit, and returns the words after it.
fn read_grant(words: &str) -> Option<((u32, u32), &str)> {
    let number = |word: &str| {
        word.bytes().all(|byte| byte.is_ascii_digit()).then(|| word.parse().ok()).flatten()
    };
    let (items, rest) = words.split_once(' ')?;
    let (bytes, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    Some(((number(items)?, number(bytes)?), rest))
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
