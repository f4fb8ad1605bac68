//! Tests of the backend with the frames of streams and requests, as a hostile page sends them.

use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

use futures_util::stream;
use ipc_macros::ipc_api;
use tokio::sync::Semaphore;

use super::*;
use crate::bytes::Bytes;
use crate::caller::Caller;
use crate::frame::{Limits, Packet};
use crate::incoming::Incoming as IncomingStream;
use crate::router::{Router, Service};

#[ipc_api]
trait StreamApi {
    #[invoke("sum")]
    async fn sum(&self, numbers: IncomingStream<u32>) -> Result<u32, String>;
    #[invoke("size")]
    async fn size(&self, chunks: IncomingStream<Bytes>) -> usize;
    #[invoke("late")]
    async fn late(&self, numbers: IncomingStream<u32>) -> Result<u32, String>;
    #[invoke("two")]
    async fn two(&self, first: IncomingStream<u32>, second: IncomingStream<Bytes>) -> u32;
    #[invoke("ignore")]
    async fn ignore(&self, numbers: IncomingStream<u32>);
    #[stream("count")]
    fn count(&self, to: u32) -> impl futures_core::Stream<Item = u32> + Send;
    #[request("confirm")]
    async fn confirm(process: String) -> bool;
    /// Waits for a request to the page: on this thread, or for another thread that does so.
    #[allow(deprecated, reason = "the page is to wait")]
    #[sync("wait")]
    fn wait(&self, caller: &Caller, on_thread: bool) -> String;
    /// Makes a request to the page, and does not wait for it.
    #[allow(deprecated, reason = "the page is to wait")]
    #[sync("start")]
    fn start(&self, caller: &Caller);
}

#[derive(Clone)]
struct Streams {
    /// The errors that streams among the arguments have ended with.
    errors: Arc<Mutex<Vec<ErrorCode>>>,
    /// Lets a call of `late` read for each permit.
    gate: Arc<Semaphore>,
    /// Gets the answers to the requests of `start`.
    confirmed: mpsc::Sender<Result<bool, Error>>,
}

impl StreamApi for Streams {
    async fn sum(&self, mut numbers: IncomingStream<u32>) -> Result<u32, String> {
        let mut sum = 0;
        while let Some(number) = numbers.next().await {
            match number {
                Ok(number) => sum += number,
                Err(error) => {
                    self.errors.lock().unwrap().push(error.code());
                    return Err(error.to_string());
                }
            }
        }
        Ok(sum)
    }

    async fn size(&self, mut chunks: IncomingStream<Bytes>) -> usize {
        let mut size = 0;
        while let Some(Ok(chunk)) = chunks.next().await {
            size += chunk.len();
        }
        size
    }

    async fn late(&self, numbers: IncomingStream<u32>) -> Result<u32, String> {
        self.gate.acquire().await.expect("the gate is not closed").forget();
        self.sum(numbers).await
    }

    async fn two(&self, first: IncomingStream<u32>, second: IncomingStream<Bytes>) -> u32 {
        drop(first);
        drop(second);
        1
    }

    async fn ignore(&self, _numbers: IncomingStream<u32>) {}

    fn count(&self, to: u32) -> impl futures_core::Stream<Item = u32> + Send {
        stream::iter(0..to)
    }

    fn wait(&self, caller: &Caller, on_thread: bool) -> String {
        let request = StreamApiRenderer::new(caller).confirm("ssh".to_owned()).into_future();
        let answer = if on_thread {
            std::thread::spawn(|| runtime::runtime().block_on(request)).join().unwrap()
        } else {
            runtime::runtime().block_on(request)
        };
        format!("{answer:?}")
    }

    fn start(&self, caller: &Caller) {
        let request = StreamApiRenderer::new(caller).confirm("ssh".to_owned()).into_future();
        let confirmed = self.confirmed.clone();
        caller.app().spawn(async move {
            let _ = confirmed.send(request.await);
        });
    }
}

struct Test {
    backend: Backend,
    streams: Streams,
    confirmed: mpsc::Receiver<Result<bool, Error>>,
}

/// The frame that gives a stream among the arguments its first credit.
fn first_credit(id: u32) -> String {
    format!("credit {id} 256 1048576\n\n")
}

impl Test {
    fn start() -> Self {
        let (sender, confirmed) = mpsc::channel();
        let streams = Streams {
            errors: Arc::default(),
            gate: Arc::new(Semaphore::new(0)),
            confirmed: sender,
        };
        let served = streams.clone();
        let backend =
            Backend::start(|_| Router::new().serve(StreamApiServer::new(served))).unwrap();
        let contract = StreamApiServer::<Streams>::CONTRACT;
        let apis = [(contract.name.to_owned(), format!("{:x}", contract.fingerprint))];
        let limits = Limits { message_size: 10_000, open_calls: 100, open_bytes: 100_000 };
        backend.app().accept_hello(Hello {
            protocol: PROTOCOL,
            apis: apis.into(),
            served: Vec::new(),
            limits,
        });
        backend.complete_handshake();
        let test = Self { backend, streams, confirmed };
        for page in [1, 2] {
            test.process(
                MAIN,
                &format!(
                    "open {page}\n{{\"contents\":{page},\"window\":{page},\"label\":null,\
                     \"frame\":\"\",\"url\":\"\",\"origin\":\"\",\"apis\":[\"StreamApi\"],\
                     \"subscriptions\":\"listed\"}}\n"
                ),
            );
        }
        test
    }

    fn process(&self, endpoint: u32, text: &str) {
        self.backend.process(Incoming { endpoint, text, buffers: &[] });
    }

    fn sent(&self) -> String {
        let text = |Packet { endpoint, text, .. }| format!("{endpoint}: {text}");
        self.backend.app().outbox().drain().into_iter().map(text).collect()
    }

    /// Everything that is sent until the text contains `part`.
    fn sent_until(&self, part: &str) -> String {
        let started = Instant::now();
        let mut sent = String::new();
        while !sent.contains(part) {
            assert!(started.elapsed() < Duration::from_secs(20), "no {part:?} in {sent:?}");
            std::thread::yield_now();
            sent += &self.sent();
        }
        sent
    }
}

#[test]
fn a_page_sends_a_stream() {
    let test = Test::start();
    test.process(1, "call 1 sum\n[7]\n");
    assert_eq!(test.sent(), format!("1: {}", first_credit(7)));
    test.process(1, "item 7\n1\nitem 7\n2\ndone 7\n\nitem 7\n3\n");
    assert!(test.sent_until("reply").contains("reply 1\n3\n"));
}

#[test]
fn the_items_of_a_message_share_its_buffers() {
    let test = Test::start();
    test.process(1, "call 1 size\n[7]\n");
    let items = (0..30)
        .fold(String::new(), |items, index| items + &format!("item 7\n\"\\u0000b{index}\"\n"));
    let buffer = [7; 100];
    let buffers = [buffer.as_slice(); 30];
    test.backend.process(Incoming { endpoint: 1, text: &items, buffers: &buffers });
    test.process(1, "done 7\n\n");
    assert!(test.sent_until("reply").contains("reply 1\n3000\n"));
}

#[test]
fn credit_is_renewed_as_the_items_are_read() {
    let test = Test::start();
    test.process(1, "call 1 sum\n[7]\n");
    for _ in 0..10 {
        test.process(1, &"item 7\n1\n".repeat(128));
        test.sent_until("credit 7 128 128\n");
    }
    test.process(1, "done 7\n\n");
    assert!(test.sent_until("reply").contains("reply 1\n1280\n"));
}

#[test]
fn items_beyond_the_credit_end_the_stream() {
    let test = Test::start();
    test.process(1, &format!("call 1 late\n[7]\n{}", "item 7\n1\n".repeat(256)));
    assert_eq!(test.sent(), format!("1: {}", first_credit(7)));
    test.process(1, "item 7\n1\nitem 7\n1\n");
    assert_eq!(test.sent(), "1: cancel 7\n\n");
    test.streams.gate.add_permits(1);
    test.sent_until("error 1");
    assert_eq!(*test.streams.errors.lock().unwrap(), [ErrorCode::Overloaded]);
}

#[test]
fn a_stream_ends_with_the_pages_error_and_with_invalid_items() {
    let test = Test::start();
    test.process(1, "call 1 sum\n[7]\nerror 7\n{\"message\":\"torn\",\"code\":\"denied\"}\n");
    assert!(test.sent_until("error 1").contains("torn"));
    test.process(1, "call 2 sum\n[8]\nitem 8\n\"text\"\n");
    let sent = test.sent_until("error 2");
    assert!(sent.contains("cancel 8\n"), "{sent}");
    let codes = [ErrorCode::Application, ErrorCode::InvalidArgument];
    assert_eq!(*test.streams.errors.lock().unwrap(), codes);
}

#[test]
fn streams_of_a_call_end_with_it() {
    let test = Test::start();
    test.process(1, "call 1 ignore\n[7]\n");
    let sent = test.sent_until("reply 1");
    assert!(sent.contains("cancel 7\n") || test.sent().contains("cancel 7\n"));
    test.process(1, "call 2 two\n[8,9]\n");
    let sent = test.sent_until("reply 2");
    assert!(sent.contains("cancel 8\n") && sent.contains("cancel 9\n"), "{sent}");
    test.process(1, "call 3 sum\n[10]\ncancel 3\n\n");
    test.sent_until("error 3");
    let started = Instant::now();
    while *test.streams.errors.lock().unwrap() != [ErrorCode::Cancelled] {
        assert!(started.elapsed() < Duration::from_secs(20), "the stream does not end");
        std::thread::yield_now();
    }
}

#[test]
fn a_page_that_ends_ends_the_streams_that_it_sends() {
    let test = Test::start();
    test.process(1, "call 1 sum\n[7]\n");
    test.process(MAIN, "close 1\n\n");
    let started = Instant::now();
    while *test.streams.errors.lock().unwrap() != [ErrorCode::Cancelled] {
        assert!(started.elapsed() < Duration::from_secs(20), "the stream does not end");
        std::thread::yield_now();
    }
}

#[test]
fn invalid_streams_among_the_arguments_are_refused() {
    let test = Test::start();
    test.process(1, "call 1 two\n[7,7]\n");
    let sent = test.sent_until("error 1");
    assert!(sent.contains("args.second: stream 7 is open already"), "{sent}");
    assert!(sent.contains("cancel 7\n"), "{sent}");
    for args in ["[\"7\"]", "[-1]", "[null]", "[1.5]", "[{}]"] {
        test.process(1, &format!("call 2 sum\n{args}\n"));
        assert!(test.sent_until("error 2").contains("invalid-argument"));
    }
    // The id is free again.
    test.process(1, "call 3 sum\n[7]\ndone 7\n\n");
    assert!(test.sent_until("reply 3").contains("reply 3\n0\n"));
}

#[test]
fn frames_about_streams_of_others_are_ignored() {
    let test = Test::start();
    test.process(1, "call 1 sum\n[7]\nstream 2 1 100 count\n[5]\n");
    test.sent_until("item 2\n0\n");
    test.process(2, "item 7\n1\ndone 7\n\nerror 7\n{}\ncredit 2 10 100\n\ncancel 2\n\n");
    test.process(2, "answer 1\ntrue\nfail 1\n{}\nitem \n\nitem x\n\ncredit 2 -1 1\n\n");
    test.process(1, "credit 2 9007199254740992 1\n\ncredit 2 -1 -1\n\ncredit 99 1 1\n\n");
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(test.sent(), "");
    test.process(1, "credit 2 4294967295 4294967295\n\n");
    assert!(test.sent_until("done 2").contains("item 2\n4\n"));
    test.process(1, "done 7\n\n");
    test.sent_until("reply 1\n0\n");
}

#[tokio::test]
async fn only_the_endpoint_that_was_asked_answers() {
    let test = Test::start();
    test.process(MAIN, "join 3 1\n\n");
    test.process(1, "listen confirm\n\n");
    test.process(3, "listen confirm\n\n");
    let agent = StreamApiRenderer::new(test.backend.app());
    let request = tokio::spawn(agent.confirm("ssh".to_owned()).into_future());
    tokio::task::yield_now().await;
    assert_eq!(test.sent(), "3: request 1 confirm\n[\"ssh\"]\n", "the newest handler is asked");
    for other in [1, 2, MAIN] {
        test.process(other, "answer 1\ntrue\n");
    }
    test.process(3, "answer 99\ntrue\n");
    tokio::task::yield_now().await;
    assert!(!request.is_finished());
    test.process(3, "answer 1\nfalse\nanswer 1\ntrue\n");
    assert!(!request.await.unwrap().unwrap());
    assert_eq!(test.sent(), "");

    let request = tokio::spawn(agent.confirm("ssh".to_owned()).into_future());
    tokio::task::yield_now().await;
    test.process(MAIN, "close 3\n\n");
    assert_eq!(request.await.unwrap().unwrap_err().code(), ErrorCode::Cancelled);

    let request = tokio::spawn(agent.confirm("ssh".to_owned()).into_future());
    tokio::task::yield_now().await;
    request.abort();
    let _ = request.await;
    let sent = test.sent();
    assert!(sent.ends_with("1: request 3 confirm\n[\"ssh\"]\nabort 3\n\n"), "{sent}");
    test.process(1, "answer 3\ntrue\n");

    let request = tokio::spawn(agent.confirm("ssh".to_owned()).into_future());
    tokio::task::yield_now().await;
    test.process(1, "fail 4\n{\"name\":\"Error\",\"message\":\"no\",\"code\":\"denied\"}\n");
    let error = request.await.unwrap().unwrap_err();
    assert_eq!((error.code(), error.message()), (ErrorCode::Application, "no"));
}

#[test]
fn a_call_does_not_end_another_one_that_has_its_id() {
    let test = Test::start();
    test.process(1, "call 1 late\n[7]\ncancel 1\n\ncall 1 sum\n[8]\n");
    let sent = test.sent_until("credit 8");
    assert_eq!(sent.matches("error 1\n").count(), 1, "{sent:?}");
    test.streams.gate.add_permits(1);
    test.process(1, "item 8\n5\ndone 8\n\n");
    let sent = test.sent_until("reply 1");
    assert!(sent.contains("reply 1\n5\n") && !sent.contains("error 1"), "{sent:?}");
}

#[test]
fn a_stream_does_not_end_another_one_that_has_its_id() {
    let test = Test::start();
    // The handler of the first call still holds the stream when the page uses the id again.
    test.process(1, "call 1 late\n[7]\ndone 7\n\ncall 2 sum\n[7]\nitem 7\n1\n");
    test.streams.gate.add_permits(1);
    test.sent_until("reply 1\n0\n");
    test.process(1, "item 7\n2\ndone 7\n\n");
    let sent = test.sent_until("reply 2");
    assert!(sent.contains("reply 2\n3\n") && !sent.contains("cancel"), "{sent:?}");
}

#[test]
fn a_stream_that_has_ended_gets_no_credit() {
    let test = Test::start();
    test.process(1, &format!("call 1 late\n[7]\n{}done 7\n\n", "item 7\n1\n".repeat(256)));
    assert_eq!(test.sent(), format!("1: {}", first_credit(7)));
    test.streams.gate.add_permits(1);
    assert_eq!(test.sent_until("reply"), "1: reply 1\n256\n");
}

#[test]
fn the_items_that_are_not_read_count_as_open_bytes() {
    let test = Test::start();
    let item = format!("\"{}\"", "x".repeat(8_000));
    test.process(1, "call 1 late\n[7]\ncall 2 late\n[8]\n");
    for id in [7, 8].repeat(6) {
        test.process(1, &format!("item {id}\n{item}\n"));
    }
    assert!(!test.sent().contains("cancel"));
    test.process(1, &format!("item 8\n{item}\n"));
    assert_eq!(test.sent(), "1: cancel 8\n\n");
    // Other contents are not affected.
    test.process(2, &format!("call 1 late\n[7]\nitem 7\n{item}\n"));
    assert!(!test.sent().contains("cancel"));
    // Items no longer count once they are read or dropped.
    let contents = Arc::clone(&test.backend.app().pages().get(1).unwrap().page.contents);
    assert!(!contents.fits(8_000, 100_000));
    test.streams.gate.add_permits(10);
    test.sent_until("error 2");
    let started = Instant::now();
    while !contents.fits(99_000, 100_000) {
        assert!(started.elapsed() < Duration::from_secs(20), "the items stay counted");
        std::thread::yield_now();
    }
}

#[test]
fn a_sync_handler_that_waits_for_its_page_fails_at_once_or_soon() {
    let test = Test::start();
    test.process(1, "listen confirm\n\n");
    test.process(1, "call 1 wait\n[false]\n");
    let sent = test.sent();
    assert!(sent.contains("it was awaited in the handler of `wait`"), "{sent}");
    assert!(sent.contains("make `wait` an `#[invoke]`"), "{sent}");

    test.process(1, "call 2 wait\n[true]\n");
    let sent = test.sent();
    assert!(sent.contains("the handler of `wait` has held the JS thread for 5s"), "{sent}");
    assert!(sent.contains("abort "), "{sent}");
}

#[test]
fn a_sync_handler_may_start_a_request_that_it_does_not_wait_for() {
    let test = Test::start();
    test.process(1, "listen confirm\n\n");
    for call in 0..50 {
        test.process(1, &format!("call {call} start\n[]\n"));
        let sent = test.sent_until("request ");
        let (_, rest) = sent.split_once("request ").unwrap();
        let id = rest.split(' ').next().unwrap();
        test.process(1, &format!("answer {id}\ntrue\n"));
        let confirmed = test.confirmed.recv_timeout(Duration::from_secs(20)).unwrap();
        assert!(confirmed.unwrap());
    }
}
