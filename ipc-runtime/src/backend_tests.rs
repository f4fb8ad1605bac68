//! Frames in, frames out: endpoints, the policy and the limits.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::*;
use crate::frame::{Limits, Packet};
use crate::router::Service;
use crate::table::Contract;
use crate::{Bytes, Router, ipc_api};

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
}

/// An API that need not be served.
#[ipc_api]
trait SilentApi {
    #[event("silent")]
    fn silent();
}

#[derive(Clone)]
struct Door {
    /// Whether async handlers may end.
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
        backend.app().set_other_side(Hello {
            protocol: PROTOCOL,
            apis: apis.into(),
            served,
            limits,
        });
        backend.agree();
        Self { backend, door }
    }

    fn open(&self, page: u32, contents: u32, apis: &[&str], subscriptions: &str) {
        let apis = apis.join("\",\"");
        self.take(
            MAIN,
            &format!(
                r#"open {page}
{{"contents":{contents},"window":1,"label":null,"frame":"1:1","url":"","origin":"","apis":["{apis}"],"subscriptions":"{subscriptions}"}}
"#
            ),
        );
    }

    fn take(&self, endpoint: u32, text: &str) {
        self.take_with(endpoint, text, &[]);
    }

    fn take_with(&self, endpoint: u32, text: &str, buffers: &[&[u8]]) {
        self.backend.process(Incoming { endpoint, text, buffers });
    }

    /// Everything that waits to be sent, as `endpoint: frames`.
    fn sent(&self) -> Vec<String> {
        let text = |Packet { endpoint, text, .. }| format!("{endpoint}: {text}");
        self.backend.app().outbox().drain().into_iter().map(text).collect()
    }

    /// The code of the answer to a call that is answered at once.
    fn code(&self, endpoint: u32, call: &str, buffers: &[&[u8]]) -> String {
        self.take_with(endpoint, call, buffers);
        let sent = self.sent();
        assert_eq!(sent.len(), 1, "{sent:?}");
        let code = sent[0].split_once("\"code\":\"").unwrap_or_else(|| panic!("{sent:?}")).1;
        code.split('"').next().unwrap().to_owned()
    }

    fn page(&self, endpoint: u32) -> Arc<Endpoint> {
        self.backend.app().pages().get(endpoint).unwrap().clone()
    }

    /// Lets the handlers end, and waits for so many answers and until nothing of this page's contents
    /// is counted any more.
    fn release(&self, endpoint: &Endpoint, answers: usize) -> String {
        self.door.gate.send_replace(true);
        let begun = Instant::now();
        let mut sent = String::new();
        let page = &endpoint.page;
        while sent.lines().count() < 2 * answers
            || page.open_calls() > 0
            || !page.contents.fits(u64::MAX / 2, 0)
        {
            assert!(begun.elapsed() < Duration::from_secs(20), "the handlers do not end: {sent}");
            std::thread::yield_now();
            sent.extend(self.sent());
        }
        self.door.gate.send_replace(false);
        sent
    }

    fn tell(&self) -> usize {
        DoorApiRenderer::new(self.backend.app()).told("x".to_owned()).unwrap()
    }
}

#[test]
fn a_call_before_the_two_sides_agree_is_told_so() {
    let backend = Backend::start(|_| Router::new()).unwrap();
    let text = "send x\n[]\ncall 1 x\n[]\n";
    backend.process(Incoming { endpoint: 1, text, buffers: &[] });
    let packets = backend.app().outbox().drain();
    assert_eq!(packets.len(), 1);
    assert!(packets[0].text.starts_with("error 1\n{\"code\":\"schema-mismatch\""), "{packets:?}");
}

#[test]
fn another_version_of_the_protocol_is_refused() {
    let backend = Backend::start(|_| Router::new()).unwrap();
    let text = "hello\n{\"protocol\":1,\"schema\":\"\",\"apis\":{},\"served\":[]}\n";
    backend.process(Incoming { endpoint: MAIN, text, buffers: &[] });
    let packets = backend.app().outbox().drain();
    assert!(packets[0].text.starts_with("refuse\n{\"code\":\"schema-mismatch\""), "{packets:?}");
    assert!(packets[0].text.contains("version 1"), "{packets:?}");
}

#[test]
fn an_event_goes_to_each_endpoint_that_listens_and_counts_pages() {
    let test = Test::start();
    test.open(1, 1, &["DoorApi"], "listed");
    test.open(2, 2, &["DoorApi"], "all");
    test.open(3, 3, &["OtherApi"], "all");
    test.take(MAIN, "join 4 1\n\njoin 5 1\n\njoin 6 2\n\n");
    assert_eq!(test.tell(), 1, "page 2 hears everything");
    assert_eq!(test.sent(), ["2: event told\n[\"x\"]\n"]);
    test.take(1, "listen told\n\n");
    test.take(4, "listen told\n\nlisten told\n\n");
    assert_eq!(test.tell(), 2);
    assert_eq!(
        test.sent(),
        ["1: event told\n[\"x\"]\n", "4: event told\n[\"x\"]\n", "2: event told\n[\"x\"]\n"]
    );
    test.take(1, "unlisten told\n\nunlisten told\n\n");
    test.take(4, "unlisten told\n\n");
    assert_eq!(test.tell(), 2);
    assert_eq!(test.sent(), ["4: event told\n[\"x\"]\n", "2: event told\n[\"x\"]\n"]);
    test.take(MAIN, "close 4\n\nclose 2\n\n");
    assert_eq!(test.tell(), 0);
}

#[test]
fn the_calls_of_endpoints_are_apart() {
    let test = Test::start();
    test.open(1, 1, &["DoorApi"], "listed");
    test.take(MAIN, "join 2 1\n\n");
    for endpoint in [1, 2] {
        test.take_with(endpoint, "call 7 hold\n[\"\\u0000b0\"]\n", &[&[0; 2]]);
    }
    assert_eq!(test.page(1).page.open_calls(), 2);
    test.take(2, "cancel 7\n\n");
    let sent = test.sent();
    assert!(
        sent.len() == 1 && sent[0].starts_with("2: error 7\n{\"code\":\"cancelled\""),
        "{sent:?}"
    );
    assert!(test.page(1).has_call("7"));
    let first = test.page(1);
    assert_eq!(test.release(&first, 1), "1: reply 7\n2\n");

    // The end of a port cancels its calls alone, the end of the page all.
    for endpoint in [1, 2] {
        test.take_with(endpoint, "call 8 hold\n[\"\\u0000b0\"]\n", &[&[0; 2]]);
    }
    let second = test.page(2);
    test.take(MAIN, "close 2\n\n");
    assert!(second.gone.is_cancelled() && !first.gone.is_cancelled());
    assert_eq!(first.page.open_calls(), 1);
    assert_eq!(test.code(2, "call 9 echo\n[\"x\"]\n", &[]), "denied");
    test.take(MAIN, "join 3 1\n\nclose 1\n\n");
    assert!(first.gone.is_cancelled());
    assert_eq!(first.page.open_calls(), 0);
    assert_eq!(test.code(3, "call 9 echo\n[\"x\"]\n", &[]), "denied");
    assert_eq!(test.release(&first, 0), "", "nobody is there to be answered");
}

#[test]
fn numbers_that_are_taken_or_unknown_are_refused() {
    let test = Test::start();
    test.open(0, 1, &["DoorApi"], "all");
    test.open(1, 1, &["DoorApi"], "all");
    test.take(MAIN, "join 0 1\n\njoin 1 1\n\njoin 2 7\n\nclose 9\n\n");
    test.take(1, "join 3 1\n\nopen 4\n{}\nclose 1\n\nhello\n{}\nanswer 1\n1\nwelcome\n\n");
    for endpoint in [0, 2, 3, 4] {
        assert!(test.backend.app().pages().get(endpoint).is_none(), "{endpoint}");
    }
    assert_eq!(test.tell(), 1);
}

#[test]
fn a_page_hears_the_events_of_its_apis_alone() {
    let test = Test::start();
    test.open(1, 1, &["DoorApi"], "listed");
    test.take(
        1,
        "listen secret\n\nlisten silent\n\nlisten host:setTitle\n\nlisten echo\n\nlisten \n\n",
    );
    assert_eq!(OtherApiRenderer::new(test.backend.app()).secret().unwrap(), 0);
    test.take(MAIN, "listen told\n\n");
    assert_eq!(test.tell(), 0);
    test.take(1, "listen told\n\n");
    assert_eq!(test.tell(), 1);
}

#[test]
fn what_a_page_makes_up_is_kept_in_bounds() {
    let test = Test::start();
    // Of an API that is not served, the events are not known.
    test.open(1, 1, &["DoorApi", "SilentApi"], "listed");
    let endpoint = test.page(1);
    test.take(1, "listen silent\n\n");
    for number in 0..1000 {
        test.take(1, &format!("listen made-up-{number}\n\n"));
    }
    assert!(!endpoint.listen("one-more", None));
    assert!(endpoint.listen("silent", None), "it is there already");
    test.take(1, "unlisten made-up-0\n\n");
    assert!(!endpoint.listen(&"x".repeat(2000), None));
    assert!(endpoint.listen("one-more", None));
    test.take(1, "listen told\n\n");
    assert_eq!(test.tell(), 1, "what is declared is always heard");
    let _ = SilentApiRenderer::silent;
}

#[test]
fn a_message_is_checked_in_order() {
    let test = Test::start();
    test.open(1, 1, &["DoorApi"], "listed");
    for id in 0..3 {
        test.take_with(1, &format!("call {id} hold\n[\"\\u0000b0\"]\n"), &[&[0; 2]]);
    }
    let large = vec![0; 10_000];
    let code = |endpoint, channel: &str| {
        test.code(endpoint, &format!("call 9 {channel}\n[\"\\u0000b0\"]"), &[&large])
    };
    // All of these are too large, too many, and cut off.
    assert_eq!(code(7, "echo"), "denied");
    assert_eq!(code(1, "nowhere"), "not-found");
    assert_eq!(code(1, "other"), "denied");
    assert_eq!(code(1, "host:menuClicked"), "denied");
    assert_eq!(code(1, "echo"), "overloaded");
    let page = test.page(1);
    test.release(&page, 3);
    assert_eq!(code(1, "echo"), "too-large");
    assert_eq!(test.code(1, "call 9 echo\n[1]", &[]), "invalid-argument");
    assert_eq!(test.code(1, "call 9 echo\n[1]\n", &[]), "invalid-argument");
}

#[test]
fn open_calls_are_counted_over_all_endpoints_and_one_way_calls_with_them() {
    let test = Test::start();
    test.open(1, 1, &["DoorApi"], "listed");
    test.open(3, 1, &["DoorApi"], "listed");
    test.take(MAIN, "join 2 1\n\n");
    test.take_with(1, "call 1 hold\n[\"\\u0000b0\"]\n", &[&[0; 2]]);
    test.take_with(
        2,
        "send holdSilently\n[\"\\u0000b0\"]\nsend hold\n[\"\\u0000b0\"]\n",
        &[&[0; 2]],
    );
    test.take(2, "call 1 echo\n[\"x\"]\nsend note\n[\"dropped\"]\n");
    let sent = test.sent();
    assert!(sent[0].starts_with("2: error 1\n{\"code\":\"overloaded\""), "{sent:?}");
    assert!(sent[0].contains("openCalls"), "{sent:?}");
    test.take(3, "call 1 echo\n[\"x\"]\nsend note\n[\"kept\"]\n");
    assert_eq!(test.sent(), ["3: reply 1\n\"x\"\n"], "another page");
    assert_eq!(*test.door.notes.lock().unwrap(), ["kept"]);
    let page = test.page(1);
    test.release(&page, 1);
    assert_eq!(page.page.open_calls(), 0);
}

#[test]
fn open_bytes_are_counted_over_all_pages_of_the_contents_until_the_handlers_end() {
    let test = Test::start();
    test.open(1, 5, &["DoorApi"], "listed");
    test.open(2, 6, &["DoorApi"], "listed");
    let bytes = [0; 9_000];
    let hold = |endpoint| {
        test.take_with(endpoint, "call 1 hold\n[\"\\u0000b0\"]\n", &[&bytes]);
        let sent = test.sent();
        for text in &sent {
            assert!(text.contains("openBytes"), "{text}");
        }
        sent.is_empty()
    };
    let first = test.page(1);
    assert!(hold(1));
    // Its page is loaded anew: what its handler holds is still there.
    for page in 10..20 {
        test.take(MAIN, &format!("close {}\n\n", if page == 10 { 1 } else { page - 1 }));
        test.open(page, 5, &["DoorApi"], "listed");
        assert_eq!(hold(page), page == 10, "{page}");
    }
    test.take(19, "call 2 echo\n[\"x\"]\n");
    assert_eq!(test.sent(), ["19: reply 2\n\"x\"\n"], "a small call still fits");
    test.release(&first, 0);
    assert!(hold(19), "the handlers have ended");
    assert!(hold(2), "other contents");
    test.take(MAIN, "close 19\n\n");
    test.release(&first, 1);
}

#[test]
fn a_call_alone_always_fits_and_none_is_free() {
    let test = Test::start();
    test.open(1, 1, &["DoorApi"], "listed");
    let contents = &test.page(1).page.contents;
    assert!(contents.fits(1 << 40, 0));
    let charge = contents.charge(0);
    assert!(!contents.fits(0, 300), "a call without arguments costs something");
    drop(charge);
    assert!(contents.fits(0, 0));
}

#[test]
fn a_buffer_counts_as_often_as_it_is_referred_to() {
    let test = Test::start();
    test.open(1, 1, &["DoorApi"], "listed");
    let many = format!("call 1 echo\n[{}]\n", ["\"\\u0000b0\""; 5].join(","));
    assert_eq!(test.code(1, &many, &[&[0; 3_000]]), "too-large");
    assert_eq!(test.code(1, &many, &[&[0; 1_000]]), "invalid-argument");
}

#[test]
fn a_million_empty_frames_are_dropped_and_told_of_once() {
    let test = Test::start();
    test.open(1, 1, &["DoorApi"], "all");
    let drops = Drops::default();
    let empty = "\n".repeat(2_000_000);
    for frame in frames(&empty) {
        drops.add(|| frame.expect_err("it is empty").to_string());
    }
    assert_eq!(
        drops.summary().unwrap().0,
        "1000000 frames of one message are dropped, the first because"
    );
    test.take(1, &"\n".repeat(9_998));
    test.take(1, "call 1 echo\n[\"x\"]\n");
    assert_eq!(test.sent(), ["1: reply 1\n\"x\"\n"]);
}
