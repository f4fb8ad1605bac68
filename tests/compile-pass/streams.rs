//! Streams in both directions, and requests to pages.

#![deny(warnings)]

use std::fmt;
use std::sync::{Arc, Mutex};

use futures_util::{StreamExt as _, stream};
use ipc_runtime::{Bytes, Caller, Incoming, Memory, Router, Stream, ipc_api};
use serde::{Deserialize, Serialize};

/// The reasons why a log cannot be read.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum LogError {
    Rotated,
}

impl fmt::Display for LogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the log was rotated")
    }
}

pub type Line = Result<String, LogError>;

#[ipc_api]
pub trait LogApi {
    #[stream]
    fn lines(&self, since: u32) -> impl Stream<Item = Line> + Send;

    #[stream("log:ticks")]
    fn ticks(&self) -> impl futures_util::Stream<Item = ()>;

    #[stream(js = "callers", max_bytes = "1KiB")]
    fn of_caller(&self, caller: &Caller) -> impl Send + ipc_runtime::Stream<Item = &'static str>;

    #[cfg(not(any()))]
    #[stream]
    fn numbers(&self, to: u32) -> impl Stream<Item = (u32, bool)> + Send + 'static;

    #[cfg(any())]
    #[stream]
    fn numbers(&self, to: u64) -> impl Stream<Item = Missing> + Send;

    #[invoke]
    async fn append(&self, name: String, lines: Incoming<Line>) -> usize;

    #[invoke]
    async fn zip(&self, caller: &Caller, a: Incoming<u32>, b: ipc_runtime::Incoming<Bytes>) -> u32;

    #[request(timeout = "30s")]
    async fn confirm(process: String) -> Result<bool, LogError>;
}

/// An implementation whose streams outlive the calls that returned them.
#[derive(Default)]
struct Log {
    lines: Arc<Mutex<Vec<String>>>,
}

impl LogApi for Arc<Log> {
    fn lines(&self, since: u32) -> impl Stream<Item = Line> + Send {
        let lines = Arc::clone(&self.lines);
        let lines = (since..).map_while(move |index| {
            let line = lines.lock().unwrap().get(index as usize).cloned();
            line.map(Ok)
        });
        stream::iter(lines.chain([Err(LogError::Rotated)]))
    }

    fn ticks(&self) -> impl Stream<Item = ()> + Send {
        stream::repeat(()).take(2)
    }

    fn of_caller(&self, caller: &Caller) -> impl Stream<Item = &'static str> {
        // A stream may borrow the implementation and the caller.
        stream::iter(["a", "b"]).filter(move |_| {
            let is_known = caller.url().is_empty() || self.lines.lock().is_ok();
            async move { is_known }
        })
    }

    fn numbers(&self, to: u32) -> impl Stream<Item = (u32, bool)> + Send + 'static {
        stream::iter(0..to).map(|number| (number, number % 2 == 0))
    }

    async fn append(&self, name: String, mut lines: Incoming<Line>) -> usize {
        let mut count = 0;
        while let Some(Ok(Ok(line))) = lines.next().await {
            self.lines.lock().unwrap().push(format!("{name}: {line}"));
            count += 1;
        }
        count
    }

    async fn zip(&self, _caller: &Caller, a: Incoming<u32>, b: Incoming<Bytes>) -> u32 {
        a.zip(b).count().await.try_into().unwrap()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let log = Arc::new(Log::default());
    log.lines.lock().unwrap().push("started".to_owned());
    let served = Arc::clone(&log);
    let memory = Memory::start(|_| Router::new().serve(LogApiServer::new(served))).unwrap();
    let page = memory.open_page();
    let client = LogApiClient::new(&page);
    let mut lines = client.lines(0);
    assert_eq!(lines.next().await.unwrap().unwrap(), Ok("started".to_owned()));
    assert_eq!(lines.next().await.unwrap().unwrap(), Err(LogError::Rotated));
    assert!(lines.next().await.is_none());
    let mut ticks = client.ticks();
    ticks.next().await.unwrap().unwrap();
    ticks.next().await.unwrap().unwrap();
    assert!(ticks.next().await.is_none());
    let pairs: Vec<_> = client.numbers(2).map(Result::unwrap).collect().await;
    assert_eq!(pairs, [(0, true), (1, false)]);
}
