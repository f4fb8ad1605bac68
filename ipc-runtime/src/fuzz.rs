//! What must hold whatever a page sends: the oracles of the fuzz targets in `fuzz/`.
//!
//! The module exists under `cfg(fuzzing)`, which only a fuzzer sets, and under `cfg(test)`: no
//! feature turns it on in an application, and the tests hold the kept corpus to the same oracles
//! without a fuzzer.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::fmt::{self, Debug};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use tokio::sync::watch;

use crate::backend::Backend;
use crate::frame::{Failure, Hello, Incoming, Limits, MAIN, PROTOCOL, Packet};
use crate::page::{Endpoint, Page};
use crate::pipe::Pipe;
use crate::router::Service;
use crate::table::Contract;
use crate::{Bytes, Caller, ErrorCode, Router, buffers, ipc_api, wire};

/// What stands between the steps of a script. JSON has no such character.
const STEP: u8 = 0x1d;

/// What stands between the text, the lengths and the chunks of a packet.
const PART: u8 = 0x1e;

/// The page that is open when a script begins.
const PAGE: u32 = 1;

/// Low, so that scripts reach them.
const LIMITS: Limits = Limits { message_size: 1024, open_calls: 3, open_bytes: 256 << 20 };

/// Longer than any handler here takes, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(20);

/// Every shape of handler.
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
    /// Whether async handlers may end.
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
        // The gate lives as long as this.
        let _ = self.gate.subscribe().wait_for(|is_open| *is_open).await;
        value
    }

    fn tell(&self, caller: &Caller, text: String) {
        if let Err(error) = FuzzApiRenderer::new(caller).told(text) {
            assert_eq!(error.code(), ErrorCode::TooLarge, "{error}");
        }
    }
}

/// Plays a script of packets to a backend, and checks each thing that comes back.
///
/// A script is made of steps with U+001D between them. A step is `*`, at which all handlers that
/// have begun end, or a packet: the digit of its endpoint, its text, and after a U+001E each the
/// lengths of its buffers, in decimal, and the chunks that hold them.
///
/// # Panics
///
/// If the backend does wrong.
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
    // A backend that has done with a hostile page still serves another.
    harness.backend.close();
    harness.open_page();
    harness.packet(PAGE, "call last echo\n[[\"fine\"]]\n", &[], &[]);
    harness.gate.send_replace(true);
}

struct Wake(mpsc::Sender<()>);

impl Pipe for Wake {
    fn wake(&self) {
        // Handlers may end when the script has.
        let _ = self.0.send(());
    }
}

struct Harness {
    backend: Backend,
    gate: watch::Sender<bool>,
    awake: mpsc::Receiver<()>,
    /// The calls that have no answer yet, by their endpoints.
    open: HashSet<(u32, String)>,
    /// The pages of the one-way calls that have not ended.
    sends: Vec<Arc<Page>>,
    /// How many calls there have been of the harness's own.
    marks: u32,
}

impl Harness {
    fn start() -> Self {
        let gate = watch::Sender::new(false);
        let fuzzed = Fuzzed { gate: gate.clone() };
        let entry = |_| Router::new().serve(FuzzApiServer::new(fuzzed));
        let backend = Backend::start(entry).expect("the router is in order");
        let Contract { name, fingerprint, .. } = FuzzApiServer::<Fuzzed>::CONTRACT;
        backend.app().set_other_side(Hello {
            protocol: PROTOCOL,
            apis: [(name.to_owned(), format!("{fingerprint:x}"))].into(),
            served: Vec::new(),
            limits: LIMITS,
        });
        backend.agree();
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

    /// Sends a packet, with a call of the harness's own after each of its frames: what is answered
    /// between two of these answers the frame between them.
    fn packet(&mut self, endpoint: u32, text: &str, lengths: &[u32], chunks: &[&[u8]]) {
        let buffers = buffers::unpack(lengths, chunks).unwrap_or_default();
        let text = text.replace("mark-", "");
        let mut marked = String::new();
        let mut sent = Vec::new();
        let mut lines = text.split_inclusive('\n');
        while let Some(header) = lines.next() {
            let payload = lines.next().unwrap_or_default();
            marked.extend([header, payload]);
            // Nothing can follow a frame that is cut off.
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

        let mut answers = read_down(self.backend.app().outbox().drain()).into_iter().peekable();
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
            // A header that is cut off says nothing.
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
        assert!(answers.peek().is_none(), "{:?} answers nothing", answers.peek());
    }

    fn endpoint(&self, number: u32) -> Option<Arc<Endpoint>> {
        self.backend.app().pages().get(number).cloned()
    }

    /// Why a call of this channel is not carried out, if it is not.
    fn refusal(&self, frame: &Sent<'_>, channel: &str) -> Option<&'static str> {
        let endpoint = self.endpoint(frame.endpoint);
        let is_for_pages = match channel {
            "echo" | "types" | "later" | "tell" => true,
            "host:menuClicked" => false,
            _ if endpoint.is_none() && frame.endpoint != MAIN => return Some("denied"),
            _ => return Some("not-found"),
        };
        let Some(endpoint) = endpoint else {
            let is_mains = frame.endpoint == MAIN && !is_for_pages;
            return if is_mains { frame.cut_off() } else { Some("denied") };
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
            frame.cut_off()
        }
    }

    /// Checks what came back for one frame.
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
                            let is_own = channel == "types" && code.is_none();
                            assert!(is_own || code.is_some(), "{answer:?} has no code");
                        } else if channel == "echo" {
                            let [sent] = wire::decode(payload, buffers).expect("it was echoed");
                            assert_eq!(answer.decode::<Any>(), sent, "it comes back changed");
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
                let answer = answers.next().expect("a call that is given up has an answer");
                assert_eq!((answer.endpoint, answer.id.as_str()), (endpoint, rest));
                assert_eq!(answer.code.as_deref(), Some("cancelled"));
            }
            "open" | "join" | "close" if endpoint == MAIN => {
                // The calls of a page that is gone have nobody to be answered to.
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

    /// Lets all handlers end, and waits for their answers.
    fn release(&mut self) {
        self.gate.send_replace(true);
        while !self.open.is_empty() {
            let answers = read_down(self.backend.app().outbox().drain());
            if answers.is_empty() {
                let waited = self.awake.recv_timeout(PATIENCE);
                waited.unwrap_or_else(|_| panic!("{:?} have no answer", self.open));
            }
            for answer in answers {
                assert!(!answer.is_error, "{answer:?}");
                let call = (answer.endpoint, answer.id);
                assert!(self.open.remove(&call), "{call:?} is answered twice");
            }
        }
        // Nobody hears of the end of a one-way call.
        let begun = Instant::now();
        while self.sends.iter().any(|page| page.open_calls() > 0) {
            assert!(begun.elapsed() < PATIENCE, "a one-way call does not end");
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
    /// With its end of line, if it has one.
    payload: &'a str,
    buffers: &'a [&'a [u8]],
    is_too_large: bool,
}

impl Sent<'_> {
    fn cut_off(&self) -> Option<&'static str> {
        (!self.payload.ends_with('\n')).then_some("invalid-argument")
    }
}

/// A `reply` or an `error`.
#[derive(Debug)]
struct Answer {
    endpoint: u32,
    id: String,
    is_error: bool,
    /// The code of an error of the runtime.
    code: Option<String>,
    payload: String,
    buffers: Vec<Vec<u8>>,
}

impl Answer {
    fn decode<T: DeserializeOwned>(&self) -> T {
        let buffers: Vec<&[u8]> = self.buffers.iter().map(Vec::as_slice).collect();
        wire::decode(&self.payload, &buffers).expect("what was written can be read")
    }
}

/// Reads packets as `docs/wire.md` has them, and finds the answers among their frames.
fn read_down(packets: Vec<Packet>) -> Vec<Answer> {
    let mut answers = Vec::new();
    for Packet { endpoint, text, buffers } in packets {
        let (lengths, chunks) = buffers::pack(buffers.clone());
        let chunks: Vec<&[u8]> = chunks.iter().map(Vec::as_slice).collect();
        assert_eq!(buffers::unpack(&lengths, &chunks).expect("it was packed"), buffers);

        assert!(text.ends_with('\n'), "`{text}` is cut off");
        let lines: Vec<&str> = text.split_terminator('\n').collect();
        assert!(lines.len().is_multiple_of(2), "`{text}` is cut off");
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
                        let failure: Failure<'_> =
                            serde_json::from_str(payload).expect("an error is a failure");
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
                    serde_json::from_str::<[String; 1]>(payload).expect("an event has its text");
                }
                "welcome" | "refuse" if endpoint == MAIN => {}
                _ => panic!("`{header}` is not for endpoint {endpoint}"),
            }
        }
    }
    answers
}

/// Reads a value and writes it, as many types, and checks that nothing is lost.
///
/// The input is a text and its buffers, with a U+001E before each buffer.
///
/// # Panics
///
/// If something is lost.
pub fn check_values(input: &[u8]) {
    let mut parts = input.split(|byte| *byte == PART);
    let text = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let buffers: Vec<&[u8]> = parts.collect();

    // Where there is no escape, the wire is JSON as serde_json has it, with JavaScript's numbers.
    let value = wire::decode::<Any>(&text, &buffers).ok();
    if !text.contains("\\u0000") {
        assert_eq!(value, serde_json::from_str(&text).ok().map(Any::in_javascript));
    }
    if let Some(value) = &value {
        check_round_trip(value);
    }
    if let Ok(raw) = wire::decode::<Box<RawValue>>(&text, &buffers) {
        serde_json::from_str::<IgnoredAny>(raw.get()).expect("a `RawValue` is JSON");
        // `serde_json` reads integers of more than 64 bits as floats.
        if let (Some(value), Ok(read)) = (value, serde_json::from_str::<Any>(raw.get())) {
            assert_eq!(read, value.in_64_bits(), "{raw}");
        }
    }
    check_type::<Box<RawValue>>(&text, &buffers);
    check_type::<Shape>(&text, &buffers);
    check_type::<Tagged>(&text, &buffers);
    check_type::<Flat>(&text, &buffers);
    check_type::<Vec<Option<Shape>>>(&text, &buffers);
    check_type::<BTreeMap<i64, f32>>(&text, &buffers);
    check_type::<(u64, i128, char, Cow<'static, str>)>(&text, &buffers);
    check_type::<serde_json::Value>(&text, &buffers);
    let _ = wire::decode_args::<(Any, u8)>(&text, &buffers, &["first", "second"]);
}

fn check_type<T: Serialize + DeserializeOwned + Debug>(text: &str, buffers: &[&[u8]]) {
    match wire::decode::<T>(text, buffers) {
        Ok(value) => check_round_trip(&value),
        // Never without a path to what is wrong.
        Err(error) => assert!(error.path().starts_with("value"), "{error}"),
    }
}

/// What is written is read as the same value, and written the same again.
fn check_round_trip<T: Serialize + DeserializeOwned + Debug>(value: &T) {
    let write = |value: &T| {
        let (mut text, mut buffers) = (String::new(), Vec::new());
        wire::encode(value, &mut buffers, &mut text).map(|()| (text, buffers))
    };
    // A key of a map may be what no key of JSON can be.
    let Ok((text, buffers)) = write(value) else { return };
    assert!(!text.contains(['\n', '\r']), "{text:?} is more than a line");
    let slices: Vec<&[u8]> = buffers.iter().map(Vec::as_slice).collect();
    let again: T = wire::decode(&text, &slices).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(format!("{again:?}"), format!("{value:?}"), "{text}");
    assert_eq!(write(&again).expect("it was written before"), (text, buffers));
}

/// Any value that the wire can carry.
#[derive(Clone)]
pub(crate) enum Any {
    Null,
    Bool(bool),
    Integer(i128),
    /// Beyond the others.
    Large(u128),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Any>),
    Object(Vec<(String, Any)>),
}

impl Any {
    /// Beyond 2^53 a number is a float, however it is written.
    fn in_javascript(self) -> Self {
        self.with_floats(&|value| value.unsigned_abs() >= 1 << 53)
    }

    /// Beyond 64 bits an integer is a float.
    fn in_64_bits(self) -> Self {
        self.with_floats(&|value| i64::try_from(value).is_err() && u64::try_from(value).is_err())
    }

    #[expect(clippy::cast_precision_loss, reason = "that is what makes floats of integers")]
    fn with_floats(self, is_float: &dyn Fn(i128) -> bool) -> Self {
        let each = |value: Self| value.with_floats(is_float);
        match self {
            Self::Integer(value) if is_float(value) => Self::Float(value as f64),
            Self::Large(value) => Self::Float(value as f64),
            Self::List(items) => Self::List(items.into_iter().map(each).collect()),
            Self::Object(entries) => {
                Self::Object(entries.into_iter().map(|(key, value)| (key, each(value))).collect())
            }
            other => other,
        }
    }
}

/// Floats as their bits: NaN equals itself, and the zeros differ.
impl Debug for Any {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::Large(value) => value.fmt(f),
            Self::Float(value) if value.is_nan() => f.write_str("NaN"),
            Self::Float(value) => write!(f, "{value:?} ({:x})", value.to_bits()),
            Self::Text(value) => value.fmt(f),
            Self::Bytes(value) => write!(f, "bytes {value:?}"),
            Self::List(value) => value.fmt(f),
            Self::Object(value) => {
                f.debug_map().entries(value.iter().map(|(k, v)| (k, v))).finish()
            }
        }
    }
}

impl PartialEq for Any {
    fn eq(&self, other: &Self) -> bool {
        format!("{self:?}") == format!("{other:?}")
    }
}

impl Serialize for Any {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i128(*value),
            Self::Large(value) => serializer.serialize_u128(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::Bytes(value) => serializer.serialize_bytes(value),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Self::Object(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                entries.iter().try_for_each(|(key, item)| map.serialize_entry(key, item))?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyVisitor)
    }
}

struct AnyVisitor;

impl<'de> Visitor<'de> for AnyVisitor {
    type Value = Any;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Any, E> {
        Ok(Any::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Any, E> {
        Ok(Any::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Any, E> {
        Ok(Any::Integer(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Any, E> {
        Ok(Any::Integer(value.into()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Any, E> {
        Ok(Any::Integer(value))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Any, E> {
        Ok(i128::try_from(value).map_or(Any::Large(value), Any::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Any, E> {
        Ok(Any::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Any, E> {
        Ok(Any::Text(value.to_owned()))
    }

    fn visit_bytes<E>(self, value: &[u8]) -> Result<Any, E> {
        Ok(Any::Bytes(value.to_vec()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Any, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Any::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Any, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Any::Object(entries))
    }
}

/// What serde has to try, one after the other.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Shape {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    // Before the text: serde takes bytes that are UTF-8 for one.
    Bytes(Bytes),
    Text(String),
    Pair(bool, Box<Shape>),
    Nested { inner: Vec<Shape> },
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// What serde has to hold back until it has seen the tag.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    Sample { id: u64, value: f32, data: Bytes },
    Text { text: String, more: Option<Box<Tagged>> },
    Unit,
}

/// What serde has to put together from several.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Flat {
    name: String,
    #[serde(default)]
    unit: (),
    #[serde(flatten)]
    sample: Sample,
    #[serde(flatten)]
    rest: BTreeMap<String, Shape>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Sample {
    id: i64,
    value: f64,
    data: Option<Bytes>,
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use proptest::prelude::*;
    use proptest::sample::Index;
    use proptest::test_runner::RngSeed;

    use super::*;

    /// The inputs that a fuzz target is kept with.
    fn corpus(target: &str) -> Vec<Vec<u8>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
        let entries = fs::read_dir(&folder).expect("the corpus is in the repository");
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        assert!(!paths.is_empty(), "{} is empty", folder.display());
        paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
    }

    /// One way to turn an input into another.
    #[derive(Debug, Clone)]
    enum Change {
        Cut(Index),
        Byte(Index, u8),
        Drop(Index),
        Twice(Index),
        /// Puts a line of another input after a line.
        Graft(Index, Index, Index),
    }

    fn change() -> impl Strategy<Value = Change> {
        prop_oneof![
            1 => any::<Index>().prop_map(Change::Cut),
            3 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
            3 => any::<Index>().prop_map(Change::Drop),
            3 => any::<Index>().prop_map(Change::Twice),
            5 => any::<(Index, Index, Index)>().prop_map(|(at, of, line)| Change::Graft(at, of, line)),
        ]
    }

    impl Change {
        fn apply(&self, input: &mut Vec<u8>, corpus: &[Vec<u8>]) {
            if input.is_empty() {
                return;
            }
            let mut lines: Vec<Vec<u8>> =
                input.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
            match self {
                Self::Cut(at) => return input.truncate(at.index(input.len())),
                Self::Byte(at, byte) => {
                    let at = at.index(input.len());
                    input[at] = *byte;
                    return;
                }
                Self::Drop(at) => {
                    lines.remove(at.index(lines.len()));
                }
                Self::Twice(at) => {
                    let at = at.index(lines.len());
                    lines.insert(at, lines[at].clone());
                }
                Self::Graft(at, of, line) => {
                    let from: Vec<&[u8]> =
                        of.get(corpus).split_inclusive(|byte| *byte == b'\n').collect();
                    if !from.is_empty() {
                        lines.insert(at.index(lines.len()), line.get(&from).to_vec());
                    }
                }
            }
            *input = lines.concat();
        }
    }

    /// Holds the corpus, and always the same changes of it, to what must hold.
    fn replay(target: &str, cases: u32, check: fn(&[u8])) {
        let corpus = corpus(target);
        for input in &corpus {
            check(input);
        }
        let config = ProptestConfig {
            cases,
            rng_seed: RngSeed::Fixed(1),
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let changed = (any::<Index>(), prop::collection::vec(change(), 1..6));
        proptest!(config, |((of, changes) in changed)| {
            let mut input = of.get(&corpus).clone();
            for change in changes {
                change.apply(&mut input, &corpus);
            }
            check(&input);
        });
    }

    #[test]
    fn no_packet_does_harm() {
        replay("frames", 2000, check_frames);
    }

    #[test]
    fn no_value_is_lost() {
        replay("values", 8000, check_values);
    }
}
