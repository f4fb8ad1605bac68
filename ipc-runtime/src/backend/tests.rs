//! Tests of the backend with frames: endpoints, the policy and the limits.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use ipc_macros::ipc_api;
use tokio::sync::watch;

use super::*;
use crate::bytes::Bytes;
use crate::frame::{Limits, Packet};
use crate::page_table::Selector;
use crate::pages::Pages;
use crate::router::{Router, Service};
use crate::table::Contract;

#[ipc_api]
trait DoorApi {
    #[invoke("echo")]
    fn echo(&self, text: String) -> String;
    #[send("note")]
    fn note(&self, text: String);
    #[invoke("hold")]
    async fn hold(&self, bytes: Bytes) -> usize;
    #[send("holdSilently")]
    async fn hold_silently(&self, bytes: Bytes);
    #[event("told")]
    fn told(text: String);
}

#[ipc_api]
trait OtherApi {
    #[invoke("other")]
    fn other(&self);
    #[event("secret")]
    fn secret();
    #[relay("whisper")]
    fn whisper(text: String);
    #[port("line")]
    fn line(text: String);
}

/// An API that need not be served.
#[ipc_api]
trait SilentApi {
    #[event("silent")]
    fn silent();
}

#[derive(Clone)]
struct Door {
    /// Async handlers end when this is true.
    gate: Arc<watch::Sender<bool>>,
    notes: Arc<Mutex<Vec<String>>>,
}

impl DoorApi for Door {
    fn echo(&self, text: String) -> String {
        text
    }

    fn note(&self, text: String) {
        self.notes.lock().unwrap().push(text);
    }

    async fn hold(&self, bytes: Bytes) -> usize {
        let _ = self.gate.subscribe().wait_for(|is_open| *is_open).await;
        bytes.len()
    }

    async fn hold_silently(&self, bytes: Bytes) {
        self.hold(bytes).await;
    }
}

impl OtherApi for Door {
    fn other(&self) {}
}

struct Test {
    backend: Backend,
    door: Door,
}

const LIMITS: Limits = Limits { message_size: 10_000, open_calls: 3, open_bytes: 20_000 };

impl Test {
    fn start() -> Self {
        let door = Door { gate: Arc::new(watch::Sender::new(false)), notes: Arc::default() };
        let served = door.clone();
        let backend = Backend::start(|_| {
            Router::new()
                .serve(DoorApiServer::new(served.clone()))
                .serve(OtherApiServer::new(served))
        })
        .unwrap();
        let contracts: [Contract; 2] =
            [DoorApiServer::<Door>::CONTRACT, OtherApiServer::<Door>::CONTRACT];
        let apis = contracts.map(|it| (it.name.to_owned(), format!("{:x}", it.fingerprint)));
        let (served, limits) = (Vec::new(), LIMITS);
        backend.app().accept_hello(Hello { protocol: PROTOCOL, apis: apis.into(), served, limits });
        backend.complete_handshake();
        Self { backend, door }
    }

    fn open(&self, page: u32, contents: u32, apis: &[&str], subscriptions: &str) {
        let apis = apis.join("\",\"");
        self.process(
            MAIN,
            &format!(
                r#"open {page}
{{"contents":{contents},"window":1,"label":null,"frame":"1:1","url":"","origin":"","apis":["{apis}"],"subscriptions":"{subscriptions}"}}
"#
            ),
        );
    }

    fn process(&self, endpoint: u32, text: &str) {
        self.process_with(endpoint, text, &[]);
    }

    fn process_with(&self, endpoint: u32, text: &str, buffers: &[&[u8]]) {
        self.backend.process(Incoming { endpoint, text, buffers });
    }

    /// Takes all packets of the outbox, as `endpoint: frames`.
    fn sent(&self) -> Vec<String> {
        let text = |Packet { endpoint, text, .. }| format!("{endpoint}: {text}");
        self.backend.app().outbox().drain().into_iter().map(text).collect()
    }

    /// The error code of a call that is answered at once.
    fn code(&self, endpoint: u32, call: &str, buffers: &[&[u8]]) -> String {
        self.process_with(endpoint, call, buffers);
        let sent = self.sent();
        assert_eq!(sent.len(), 1, "{sent:?}");
        let code = sent[0].split_once("\"code\":\"").unwrap_or_else(|| panic!("{sent:?}")).1;
        code.split('"').next().unwrap().to_owned()
    }

    /// Joins two pages.
    fn join(&self, first: u32, second: u32) -> Result<(), Error> {
        let pages = |id| Pages { app: self.backend.app().clone(), selector: Selector::Page(id) };
        OtherApiRenderer::new(pages(first)).line(pages(second))
    }

    fn endpoint(&self, endpoint: u32) -> Arc<Endpoint> {
        self.backend.app().pages().get(endpoint).unwrap().clone()
    }

    /// Lets the handlers end. Waits for `answers` answers, and until the page and its contents have no
    /// open calls.
    fn release(&self, endpoint: &Endpoint, answers: usize) -> String {
        self.door.gate.send_replace(true);
        let started = Instant::now();
        let mut sent = String::new();
        let page = &endpoint.page;
        while sent.lines().count() < 2 * answers
            || page.open_calls() > 0
            || !page.contents.fits(u64::MAX / 2, 0)
        {
            assert!(started.elapsed() < Duration::from_secs(20), "the handlers do not end: {sent}");
            std::thread::yield_now();
            sent.extend(self.sent());
        }
        self.door.gate.send_replace(false);
        sent
    }

    /// Emits `told` and returns the number of pages that it reached.
    fn emit(&self) -> usize {
        DoorApiRenderer::new(self.backend.app()).told("x".to_owned()).unwrap()
    }
}

#[test]
fn calls_before_the_handshake_are_refused() {
    let backend = Backend::start(|_| Router::new()).unwrap();
    let text = "send x\n[]\ncall 1 x\n[]\n";
    backend.process(Incoming { endpoint: 1, text, buffers: &[] });
    let packets = backend.app().outbox().drain();
    assert_eq!(packets.len(), 1);
    assert!(packets[0].text.starts_with("error 1\n{\"code\":\"schema-mismatch\""), "{packets:?}");
}

#[test]
fn another_protocol_version_is_refused() {
    let backend = Backend::start(|_| Router::new()).unwrap();
    let text = "hello\n{\"protocol\":1,\"schema\":\"\",\"apis\":{},\"served\":[]}\n";
    backend.process(Incoming { endpoint: MAIN, text, buffers: &[] });
    let packets = backend.app().outbox().drain();
    assert!(packets[0].text.starts_with("refuse\n{\"code\":\"schema-mismatch\""), "{packets:?}");
    assert!(packets[0].text.contains("version 1"), "{packets:?}");
}

#[test]
fn an_event_reaches_each_listening_endpoint_and_returns_the_number_of_pages() {
    let test = Test::start();
    test.open(1, 1, &["DoorApi"], "listed");
    test.open(2, 2, &["DoorApi"], "all");
    test.open(3, 3, &["OtherApi"], "all");
    test.process(MAIN, "join 4 1\n\njoin 5 1\n\njoin 6 2\n\n");
    assert_eq!(test.emit(), 1, "page 2 receives all events");
    assert_eq!(test.sent(), ["2: event told\n[\"x\"]\n"]);
    test.process(1, "listen told\n\n");
    test.process(4, "listen told\n\nlisten told\n\n");
    assert_eq!(test.emit(), 2);
    assert_eq!(
        test.sent(),
        ["1: event told\n[\"x\"]\n", "4: event told\n[\"x\"]\n", "2: event told\n[\"x\"]\n"]
    );
    test.process(1, "unlisten told\n\nunlisten told\n\n");
    test.process(4, "unlisten told\n\n");
    assert_eq!(test.emit(), 2);
    assert_eq!(test.sent(), ["4: event told\n[\"x\"]\n", "2: event told\n[\"x\"]\n"]);
    test.process(MAIN, "close 4\n\nclose 2\n\n");
    assert_eq!(test.emit(), 0);
}

#[test]
fn endpoints_of_a_page_have_separate_calls() {
    let test = Test::start();
    test.open(1, 1, &["DoorApi"], "listed");
    test.process(MAIN, "join 2 1\n\n");
    for endpoint in [1, 2] {
        test.process_with(endpoint, "call 7 hold\n[\"\\u0000b0\"]\n", &[&[0; 2]]);
    }
    assert_eq!(test.endpoint(1).page.open_calls(), 2);
    test.process(2, "cancel 7\n\n");
    let sent = test.sent();
    assert!(
        sent.len() == 1 && sent[0].starts_with("2: error 7\n{\"code\":\"cancelled\""),
        "{sent:?}"
    );
    assert!(test.endpoint(1).has_call("7"));
    let first = test.endpoint(1);
    assert_eq!(test.release(&first, 1), "1: reply 7\n2\n");

    // The end of a port cancels only its own calls; the end of the page cancels all.
    for endpoint in [1, 2] {
        test.process_with(endpoint, "call 8 hold\n[\"\\u0000b0\"]\n", &[&[0; 2]]);
    }
    let second = test.endpoint(2);
    test.process(MAIN, "close 2\n\n");
    assert!(second.gone.is_cancelled() && !first.gone.is_cancelled());
    assert_eq!(first.page.open_calls(), 1);
    assert_eq!(test.code(2, "call 9 echo\n[\"x\"]\n", &[]), "denied");
    test.process(MAIN, "join 3 1\n\nclose 1\n\n");
    assert!(first.gone.is_cancelled());
    assert_eq!(first.page.open_calls(), 0);
    assert_eq!(test.code(3, "call 9 echo\n[\"x\"]\n", &[]), "denied");
    assert_eq!(test.release(&first, 0), "", "a closed page gets no answers");
}

#[test]
fn endpoint_numbers_that_are_in_use_or_unknown_are_refused() {
    let test = Test::start();
    test.open(0, 1, &["DoorApi"], "all");
    test.open(1, 1, &["DoorApi"], "all");
    test.process(MAIN, "join 0 1\n\njoin 1 1\n\njoin 2 7\n\nclose 9\n\n");
    test.process(1, "join 3 1\n\nopen 4\n{}\nclose 1\n\nhello\n{}\nanswer 1\n1\nwelcome\n\n");
    for endpoint in [0, 2, 3, 4] {
        assert!(test.backend.app().pages().get(endpoint).is_none(), "{endpoint}");
    }
    assert_eq!(test.emit(), 1);
}

#[test]
fn a_relay_reaches_the_endpoints_of_other_pages_that_have_its_api() {
    let test = Test::start();
    test.open(1, 1, &["OtherApi"], "listed");
    test.open(2, 2, &["OtherApi"], "all");
    test.open(3, 3, &["DoorApi"], "all");
    test.process(MAIN, "join 4 1\n\njoin 5 2\n\n");
    for endpoint in [1, 3, 4, 5] {
        test.process(endpoint, "listen whisper\n\n");
    }
    // Neither the sender's page nor a page without the API gets it.
    test.process(4, "send whisper\n[\"x\"]\n");
    assert_eq!(test.sent(), ["2: event whisper\n[\"x\"]\n", "5: event whisper\n[\"x\"]\n"]);
    test.process(2, "send whisper\n[ \"x\" ]\n");
    assert_eq!(test.sent(), ["1: event whisper\n[\"x\"]\n", "4: event whisper\n[\"x\"]\n"]);
    test.process(1, "call 1 whisper\n[\"x\"]\n");
    assert_eq!(test.sent().last().unwrap(), "1: reply 1\nnull\n");
    assert_eq!(test.code(3, "call 1 whisper\n[\"x\"]\n", &[]), "denied");
    assert_eq!(test.code(MAIN, "call 1 whisper\n[\"x\"]\n", &[]), "denied");
    assert_eq!(test.code(1, "call 1 whisper\n[1]\n", &[]), "invalid-argument");
    assert_eq!(test.code(1, "stream 1 1 1 whisper\n[\"x\"]\n", &[]), "invalid-argument");
    test.process(3, "send whisper\n[\"x\"]\n");
    test.process(1, "send whisper\n[1]\nsend whisper\n");
    assert!(test.sent().is_empty());
    test.process(MAIN, "close 2\n\n");
    test.process(1, "send whisper\n[\"x\"]\n");
    assert!(test.sent().is_empty());
}

#[test]
fn two_pages_are_joined_once_both_have_a_listener() {
    let test = Test::start();
    for page in [1, 2, 3] {
        test.open(page, page, &["OtherApi"], "listed");
    }
    test.process(MAIN, "join 4 1\n\njoin 5 1\n\n");
    test.join(1, 2).unwrap();
    test.process(4, "listen line\n\nlisten whisper\n\n");
    test.process(3, "listen line\n\n");
    assert!(test.sent().is_empty());
    test.process(2, "listen line\n\nlisten line\n\n");
    assert_eq!(test.sent(), ["0: port 1 4 2 line\n\n"]);
    // Of the endpoints of a page, the newest one with a listener is meant.
    test.process(5, "listen line\n\n");
    assert!(test.sent().is_empty(), "a pair is joined once");
    test.join(2, 1).unwrap();
    assert_eq!(test.sent(), ["0: port 2 2 5 line\n\n"]);
}

#[test]
fn only_an_end_of_a_port_can_end_it_and_the_other_end_is_told() {
    let test = Test::start();
    for page in [1, 2, 3] {
        test.open(page, page, &["OtherApi"], "listed");
        test.process(page, "listen line\n\n");
    }
    for (page, other) in [(1, 2), (1, 3), (2, 3)] {
        test.join(page, other).unwrap();
    }
    assert_eq!(test.sent().len(), 1, "one packet for the main process");
    test.process(3, "hangup 1\n\nhangup 9\n\nhangup x\n\n");
    test.process(MAIN, "hangup 1\n\n");
    assert!(test.sent().is_empty());
    test.process(2, "hangup 1\n\nhangup 1\n\n");
    assert_eq!(test.sent(), ["1: hangup 1\n\n"]);
    test.process(MAIN, "close 3\n\n");
    assert_eq!(test.sent(), ["1: hangup 2\n\n", "2: hangup 3\n\n"]);
    test.process(1, "hangup 2\n\n");
    assert!(test.sent().is_empty(), "it has ended");
}

#[test]
fn a_page_that_closes_before_it_is_joined_is_forgotten() {
    let test = Test::start();
    for page in [1, 2] {
        test.open(page, page, &["OtherApi"], "listed");
    }
    test.process(1, "listen line\n\n");
    test.join(1, 2).unwrap();
    test.process(MAIN, "close 2\n\n");
    test.open(2, 2, &["OtherApi"], "listed");
    test.process(2, "listen line\n\n");
    assert!(test.sent().is_empty());
}

#[test]
fn each_end_of_a_port_is_one_page_that_may_use_the_api() {
    let test = Test::start();
    test.open(1, 1, &["OtherApi"], "all");
    test.open(2, 2, &["DoorApi"], "listed");
    let code = |first, second| test.join(first, second).unwrap_err().code();
    assert_eq!(code(1, 2), ErrorCode::NotFound);
    assert_eq!(code(9, 1), ErrorCode::NotFound);
    assert_eq!(code(1, 1), ErrorCode::InvalidArgument);
    test.open(3, 3, &["OtherApi"], "listed");
    let app = test.backend.app();
    let all = OtherApiRenderer::new(app).line(&app.window(1));
    assert_eq!(all.unwrap_err().code(), ErrorCode::InvalidArgument);
    test.join(1, 3).unwrap();
    test.process(3, "listen line\n\n");
    assert!(test.sent().is_empty(), "a page with a hand-written preload has no listener for ports");
}

#[test]
fn a_page_receives_only_events_of_its_apis() {
    let test = Test::start();
    test.open(1, 1, &["DoorApi"], "listed");
    test.process(
        1,
        "listen secret\n\nlisten silent\n\nlisten host:setTitle\n\nlisten echo\n\nlisten \n\n",
    );
    assert_eq!(OtherApiRenderer::new(test.backend.app()).secret().unwrap(), 0);
    test.process(MAIN, "listen told\n\n");
    assert_eq!(test.emit(), 0);
    test.process(1, "listen told\n\n");
    assert_eq!(test.emit(), 1);
}

#[test]
fn subscriptions_to_undeclared_channels_are_limited() {
    let test = Test::start();
    // The events of an API that is not served are unknown, so any name is accepted.
    test.open(1, 1, &["DoorApi", "SilentApi"], "listed");
    let endpoint = test.endpoint(1);
    test.process(1, "listen silent\n\n");
    for number in 0..1000 {
        test.process(1, &format!("listen made-up-{number}\n\n"));
    }
    assert!(!endpoint.listen("one-more", None));
    assert!(endpoint.listen("silent", None), "the channel has a subscription already");
    test.process(1, "unlisten made-up-0\n\n");
    assert!(!endpoint.listen(&"x".repeat(2000), None));
    assert!(endpoint.listen("one-more", None));
    test.process(1, "listen told\n\n");
    assert_eq!(test.emit(), 1, "the limit is for undeclared channels only");
    let _ = SilentApiRenderer::silent;
}

#[test]
fn the_policy_checks_page_method_rate_and_size_in_this_order() {
    let test = Test::start();
    test.open(1, 1, &["DoorApi"], "listed");
    for id in 0..3 {
        test.process_with(1, &format!("call {id} hold\n[\"\\u0000b0\"]\n"), &[&[0; 2]]);
    }
    let large = vec![0; 10_000];
    let code = |endpoint, channel: &str| {
        test.code(endpoint, &format!("call 9 {channel}\n[\"\\u0000b0\"]"), &[&large])
    };
    // Each of these calls is too large, one too many, and truncated.
    assert_eq!(code(7, "echo"), "denied");
    assert_eq!(code(1, "nowhere"), "not-found");
    assert_eq!(code(1, "other"), "denied");
    assert_eq!(code(1, "host:menuClicked"), "denied");
    assert_eq!(code(1, "echo"), "overloaded");
    let page = test.endpoint(1);
    test.release(&page, 3);
    assert_eq!(code(1, "echo"), "too-large");
    assert_eq!(test.code(1, "call 9 echo\n[1]", &[]), "invalid-argument");
    assert_eq!(test.code(1, "call 9 echo\n[1]\n", &[]), "invalid-argument");
}

#[test]
fn open_calls_include_all_endpoints_and_one_way_calls() {
    let test = Test::start();
    test.open(1, 1, &["DoorApi"], "listed");
    test.open(3, 1, &["DoorApi"], "listed");
    test.process(MAIN, "join 2 1\n\n");
    test.process_with(1, "call 1 hold\n[\"\\u0000b0\"]\n", &[&[0; 2]]);
    test.process_with(
        2,
        "send holdSilently\n[\"\\u0000b0\"]\nsend hold\n[\"\\u0000b0\"]\n",
        &[&[0; 2]],
    );
    test.process(2, "call 1 echo\n[\"x\"]\nsend note\n[\"dropped\"]\n");
    let sent = test.sent();
    assert!(sent[0].starts_with("2: error 1\n{\"code\":\"overloaded\""), "{sent:?}");
    assert!(sent[0].contains("openCalls"), "{sent:?}");
    test.process(3, "call 1 echo\n[\"x\"]\nsend note\n[\"kept\"]\n");
    assert_eq!(test.sent(), ["3: reply 1\n\"x\"\n"], "another page");
    assert_eq!(*test.door.notes.lock().unwrap(), ["kept"]);
    let page = test.endpoint(1);
    test.release(&page, 1);
    assert_eq!(page.page.open_calls(), 0);
}

#[test]
fn open_bytes_include_all_pages_of_the_contents_until_the_handlers_end() {
    let test = Test::start();
    test.open(1, 5, &["DoorApi"], "listed");
    test.open(2, 6, &["DoorApi"], "listed");
    let bytes = [0; 9_000];
    let hold = |endpoint| {
        test.process_with(endpoint, "call 1 hold\n[\"\\u0000b0\"]\n", &[&bytes]);
        let sent = test.sent();
        for text in &sent {
            assert!(text.contains("openBytes"), "{text}");
        }
        sent.is_empty()
    };
    let first = test.endpoint(1);
    assert!(hold(1));
    // After a reload, the arguments that the running handler holds still count.
    for page in 10..20 {
        test.process(MAIN, &format!("close {}\n\n", if page == 10 { 1 } else { page - 1 }));
        test.open(page, 5, &["DoorApi"], "listed");
        assert_eq!(hold(page), page == 10, "{page}");
    }
    test.process(19, "call 2 echo\n[\"x\"]\n");
    assert_eq!(test.sent(), ["19: reply 2\n\"x\"\n"], "a small call still fits");
    test.release(&first, 0);
    assert!(hold(19), "the handlers of the first page have ended");
    assert!(hold(2), "other contents");
    test.process(MAIN, "close 19\n\n");
    test.release(&first, 1);
}

#[test]
fn a_single_call_always_fits_and_every_call_has_a_cost() {
    let test = Test::start();
    test.open(1, 1, &["DoorApi"], "listed");
    let contents = &test.endpoint(1).page.contents;
    assert!(contents.fits(1 << 40, 0));
    let charge = contents.charge(0);
    assert!(!contents.fits(0, 300), "a call without arguments has a cost");
    drop(charge);
    assert!(contents.fits(0, 0));
}

#[test]
fn a_buffer_counts_once_for_each_reference() {
    let test = Test::start();
    test.open(1, 1, &["DoorApi"], "listed");
    let many = format!("call 1 echo\n[{}]\n", ["\"\\u0000b0\""; 5].join(","));
    assert_eq!(test.code(1, &many, &[&[0; 3_000]]), "too-large");
    assert_eq!(test.code(1, &many, &[&[0; 1_000]]), "invalid-argument");
}

#[test]
fn dropped_frames_are_logged_once_per_packet() {
    let test = Test::start();
    test.open(1, 1, &["DoorApi"], "all");
    let dropped = DroppedFrames::default();
    let empty = "\n".repeat(2_000_000);
    for frame in frames(&empty) {
        dropped.add(|| frame.expect_err("the frame is empty").to_string());
    }
    assert_eq!(
        dropped.summary().unwrap().0,
        "1000000 frames of one message are dropped, the first because"
    );
    test.process(1, &"\n".repeat(9_998));
    test.process(1, "call 1 echo\n[\"x\"]\n");
    assert_eq!(test.sent(), ["1: reply 1\n\"x\"\n"]);
}
