//! The counter of the tutorial, whose listeners answer through their event.

use std::sync::Arc;

use ipc_runtime::{App, ipc_api};

/// Shares its key with `PageApi`, on whose channels its event cannot send.
#[ipc_api(window = "electronAPI", event_argument)]
pub trait CounterApi {
    /// Changes the counter of the page.
    #[event("update-counter")]
    fn update_counter(value: i32);

    /// The page reports the new value.
    #[send("counter-value")]
    fn counter_value(&self, value: i32);
}

/// The tests change the counter.
#[ipc_api(peer = "main")]
pub trait CounterProbe {
    /// Emits `update-counter` to every page, and returns how many pages it reached.
    #[invoke]
    fn count(&self, value: i32) -> usize;
}

/// Implements both.
#[derive(Clone)]
pub struct Counter {
    /// The application.
    pub app: App,
    /// Records a call.
    pub record: Arc<dyn Fn(String) + Send + Sync>,
}

impl CounterApi for Counter {
    fn counter_value(&self, value: i32) {
        (self.record)(format!("counter-value {value}"));
    }
}

impl CounterProbe for Counter {
    fn count(&self, value: i32) -> usize {
        CounterApiRenderer::new(&self.app).update_counter(value).unwrap_or(0)
    }
}
