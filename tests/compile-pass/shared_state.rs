//! An `Arc` of an implementation is an implementation, so that several APIs share one state.

#![deny(warnings)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::{StreamExt as _, stream};
use ipc_runtime::{Caller, Memory, Router, Stream, ipc_api};

#[ipc_api]
pub trait CounterApi {
    #[send]
    fn add(&self, step: u32);

    #[allow(deprecated, reason = "the page is to wait")]
    #[sync]
    fn value(&self) -> u32;

    #[event]
    fn changed(value: u32);
}

#[ipc_api]
pub trait HistoryApi {
    /// Docs, lints and `cfg` are the trait's own.
    #[deprecated]
    #[invoke]
    async fn wait(&self, caller: &Caller, times: u32) -> Result<u32, String>;

    #[invoke(blocking)]
    fn has_label(&self, caller: &Caller) -> bool;

    #[stream]
    fn values(&self, to: u32) -> impl Stream<Item = u32>;

    #[stream]
    fn owned(&self, r#type: u32) -> impl Stream<Item = Result<u32, String>> + Send + 'static;

    #[stream]
    fn captured(&self) -> impl Stream<Item = u32> + use<Self>;

    #[cfg(any())]
    #[invoke]
    fn missing(&self) -> Missing;
}

#[ipc_api]
pub trait ShoutApi {
    #[relay]
    fn shout(text: String);
}

#[derive(Default)]
struct Counter {
    value: AtomicU32,
}

impl CounterApi for Counter {
    fn add(&self, step: u32) {
        self.value.fetch_add(step, Ordering::Relaxed);
    }

    fn value(&self) -> u32 {
        self.value.load(Ordering::Relaxed)
    }
}

impl HistoryApi for Counter {
    async fn wait(&self, _caller: &Caller, times: u32) -> Result<u32, String> {
        Ok(self.value() * times)
    }

    fn has_label(&self, caller: &Caller) -> bool {
        caller.label().is_some()
    }

    fn values(&self, to: u32) -> impl Stream<Item = u32> {
        stream::iter(0..to).map(|step| self.value() + step)
    }

    fn owned(&self, r#type: u32) -> impl Stream<Item = Result<u32, String>> + Send + 'static {
        stream::iter([Ok(self.value()), Err(r#type.to_string())])
    }

    fn captured(&self) -> impl Stream<Item = u32> + use<> {
        stream::iter([self.value()])
    }
}

impl ShoutApi for Counter {}

/// The `Arc` of a type that is no implementation itself may have one of its own.
struct Log;

impl CounterApi for Arc<Log> {
    fn add(&self, _step: u32) {}

    fn value(&self) -> u32 {
        u32::try_from(Arc::strong_count(self)).unwrap()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let counter = Arc::new(Counter::default());
    let shared = Arc::clone(&counter);
    let memory = Memory::start(|_| {
        Router::new()
            .serve(CounterApiServer::new(Arc::clone(&shared)))
            .serve(HistoryApiServer::new(Arc::clone(&shared)))
            .serve(ShoutApiServer::new(shared))
    })
    .unwrap();
    let page = memory.open_page();
    let history = HistoryApiClient::new(&page);
    CounterApiClient::new(&page).add(2).unwrap();
    assert_eq!(CounterApiClient::new(&page).value().await.unwrap(), 2);
    #[allow(deprecated, reason = "the fixture calls it through the `Arc`")]
    let waited = history.wait(3).await.unwrap();
    assert_eq!(waited, Ok(6));
    assert!(!history.has_label().await.unwrap());
    let values: Vec<_> = history.values(2).map(Result::unwrap).collect().await;
    assert_eq!(values, [2, 3]);
    let mut owned = history.owned(7);
    assert_eq!(owned.next().await.unwrap().unwrap(), Ok(2));
    assert_eq!(owned.next().await.unwrap().unwrap(), Err("7".to_owned()));
    let captured: Vec<_> = history.captured().map(Result::unwrap).collect().await;
    assert_eq!(captured, [2]);
    assert_eq!(counter.value(), 2);

    // A trait of methods that are neither `async` nor streams has trait objects, and their `Arc` is one, too.
    let object: Arc<dyn CounterApi> = counter;
    assert_eq!(object.value(), 2);
    drop(Router::new().serve(CounterApiServer::new(object)));
    drop(Router::new().serve(CounterApiServer::new(Arc::new(Log))));
}
