//! Streams through the in-memory transport.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use ipc_runtime::{Bytes, Caller, Error, ErrorCode, Memory, Router, Stream, ipc_api};
use serde::{Deserialize, Serialize};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Broken(u32);

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "broken at {}", self.0)
    }
}

#[ipc_api]
trait CountApi {
    #[stream]
    fn count(&self, to: u32) -> impl Stream<Item = u32> + Send;
    #[stream]
    fn breaks(&self, at: u32) -> impl Stream<Item = Result<u32, Broken>> + Send;
    #[stream]
    fn panics(&self, at: u32) -> impl Stream<Item = u32>;
    #[stream]
    fn panics_at_once(&self) -> impl Stream<Item = u32> + Send;
    #[stream]
    fn forever(&self, caller: &Caller) -> impl Stream<Item = Bytes> + Send;
    #[stream]
    fn waits(&self) -> impl Stream<Item = u32> + Send;
    #[invoke]
    fn double(&self, number: u32) -> u32;
    #[request]
    async fn ready() -> bool;
}

#[derive(Default)]
struct Counter {
    /// The items that were produced.
    produced: Arc<AtomicUsize>,
    /// The streams that were dropped.
    dropped: Arc<AtomicUsize>,
}

struct CountDrop(Arc<AtomicUsize>);

impl Drop for CountDrop {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl CountApi for Counter {
    fn count(&self, to: u32) -> impl Stream<Item = u32> + Send {
        stream::iter(0..to)
    }

    fn breaks(&self, at: u32) -> impl Stream<Item = Result<u32, Broken>> + Send {
        stream::iter(0..).map(move |number| if number == at { Err(Broken(at)) } else { Ok(number) })
    }

    fn panics(&self, at: u32) -> impl Stream<Item = u32> {
        stream::iter(0..).inspect(move |number| assert_ne!(*number, at, "on purpose"))
    }

    fn panics_at_once(&self) -> impl Stream<Item = u32> + Send {
        assert_ne!(self.produced.load(Ordering::SeqCst), 0, "on purpose");
        stream::empty()
    }

    fn forever(&self, caller: &Caller) -> impl Stream<Item = Bytes> + Send {
        let (produced, dropped) =
            (Arc::clone(&self.produced), CountDrop(Arc::clone(&self.dropped)));
        assert!(!caller.is_cancelled());
        stream::repeat_with(move || {
            let _ = &dropped;
            produced.fetch_add(1, Ordering::SeqCst);
            Bytes::from(vec![7; 1000])
        })
    }

    fn waits(&self) -> impl Stream<Item = u32> + Send {
        let dropped = CountDrop(Arc::clone(&self.dropped));
        stream::pending().inspect(move |_| {
            let _ = &dropped;
        })
    }

    fn double(&self, number: u32) -> u32 {
        number * 2
    }
}

fn start() -> (Memory, Arc<AtomicUsize>, Arc<AtomicUsize>) {
    let counter = Counter::default();
    let (produced, dropped) = (Arc::clone(&counter.produced), Arc::clone(&counter.dropped));
    let memory = Memory::start(|_| Router::new().serve(CountApiServer::new(counter))).unwrap();
    (memory, produced, dropped)
}

async fn eventually(condition: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if condition() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the condition did not become true");
}

#[tokio::test]
async fn a_stream_gives_its_items_in_order_and_ends() {
    let (memory, ..) = start();
    let page = memory.open_page();
    let client = CountApiClient::new(&page);
    let items: Vec<Result<u32, Error>> = client.count(10_000).collect().await;
    assert_eq!(items.len(), 10_000);
    assert!(items.into_iter().enumerate().all(|(at, item)| item.unwrap() as usize == at));
    assert_eq!(client.count(0).next().await.map(drop), None);
}

#[tokio::test]
async fn an_error_among_the_items_ends_the_stream() {
    let (memory, ..) = start();
    let page = memory.open_page();
    let mut items = CountApiClient::new(&page).breaks(100);
    for number in 0..100 {
        assert_eq!(items.next().await.unwrap().unwrap(), Ok(number));
    }
    assert_eq!(items.next().await.unwrap().unwrap(), Err(Broken(100)));
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn a_panic_ends_the_stream_with_an_error() {
    let (memory, ..) = start();
    let page = memory.open_page();
    let client = CountApiClient::new(&page);
    for (mut items, first) in [(client.panics(3), 3), (client.panics_at_once(), 0)] {
        for _ in 0..first {
            items.next().await.unwrap().unwrap();
        }
        assert_eq!(items.next().await.unwrap().unwrap_err().code(), ErrorCode::Internal);
        assert!(items.next().await.is_none());
    }
    assert_eq!(client.double(2).await.unwrap(), 4);
}

#[tokio::test]
async fn a_reader_that_does_not_read_stops_the_stream() {
    let (memory, produced, dropped) = start();
    let page = memory.open_page();
    let mut items = CountApiClient::new(&page).forever();
    eventually(|| produced.load(Ordering::SeqCst) == 256).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(produced.load(Ordering::SeqCst), 256);
    for _ in 0..1_000 {
        items.next().await.unwrap().unwrap();
    }
    eventually(|| produced.load(Ordering::SeqCst) == 1_256).await;
    drop(items);
    eventually(|| dropped.load(Ordering::SeqCst) == 1).await;
}

#[tokio::test]
async fn a_page_that_ends_drops_its_streams() {
    let (memory, _, dropped) = start();
    let page = memory.open_page();
    let client = CountApiClient::new(&page);
    let mut streams = [client.waits(), client.waits(), client.waits()];
    page.close();
    eventually(|| dropped.load(Ordering::SeqCst) == 3).await;
    assert!(streams[0].next().await.is_none());
    memory.close();
}

#[tokio::test]
async fn a_thousand_streams_run_at_once() {
    let (memory, ..) = start();
    let page = memory.open_page();
    let client = CountApiClient::new(&page);
    let streams: Vec<_> = (0..1_000).map(|_| client.count(100)).collect();
    let sums = futures_util::future::join_all(streams.into_iter().map(|items| async {
        items.fold(0, |sum, item| async move { sum + item.unwrap() }).await
    }));
    assert!(sums.await.into_iter().all(|sum| sum == 4_950));
}

#[tokio::test]
async fn a_stream_and_a_call_are_not_mistaken_for_each_other() {
    use ipc_runtime::{Payload, Transport};

    let (memory, ..) = start();
    let page = memory.open_page();
    let called = page.invoke("count:count", Payload::encode(&(3,)).unwrap()).await;
    assert_eq!(called.unwrap_err().code(), ErrorCode::InvalidArgument);
    let read = page.stream("count:double", Payload::encode(&(3,)).unwrap()).next().await;
    assert_eq!(read.unwrap().unwrap_err().code(), ErrorCode::InvalidArgument);
    let unknown = page.stream("count:unknown", Payload::encode(&(3,)).unwrap()).next().await;
    assert_eq!(unknown.unwrap().unwrap_err().code(), ErrorCode::NotFound);
    let invalid = page.stream("count:count", Payload::encode(&("x",)).unwrap()).next().await;
    let error = invalid.unwrap().unwrap_err();
    assert!(error.message().contains("args.to"), "{error}");
}
