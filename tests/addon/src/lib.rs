//! The addon of the end-to-end tests. Each method of `PageApi` shows one case of a call between a page
//! and Rust, and `Probe` reports to the tests what Rust received.

pub mod chat;
pub mod counter;
pub mod desk;
pub mod flow;
pub mod lost;
pub mod oracle;
mod panel;
pub mod parcel;

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ipc_runtime::{App, Caller, PageEvent, Router, ipc_api};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::chat::{Chat, ChatApiServer};
use crate::counter::{Counter, CounterApiServer, CounterProbeServer};
use crate::desk::{DeskServer, Electron};
use crate::flow::{Flow, FlowApiServer, FlowProbeServer};
use crate::lost::Lost;
use crate::oracle::OracleMain;
use crate::panel::{Panel, PanelApiServer, PanelToolsServer, PanelZoomServer, StatusApiServer};
use crate::parcel::Parcel;

/// The methods that the pages of the tests may call.
#[ipc_api(window = "electronAPI")]
pub trait PageApi {
    /// Returns a greeting.
    #[invoke("greet")]
    fn greet(&self, name: String) -> String;

    /// Adds an optional step.
    #[invoke("step")]
    fn step(&self, from: i32, by: Option<i32>) -> i32;

    /// Fails with an error of the application.
    #[invoke("refuse")]
    fn refuse(&self, reason: String) -> Result<String, Refusal>;

    /// Fails with an error without a shape.
    #[invoke]
    fn parse(&self, number: String) -> Result<u32, Box<dyn Error>>;

    /// Panics.
    #[invoke]
    fn panic(&self);

    /// Answers when the tests call `release`.
    #[invoke]
    async fn hold(&self, caller: &Caller, name: String) -> String;

    /// Blocks its thread.
    #[invoke(blocking)]
    fn sleep(&self, millis: u32) -> String;

    /// Describes the caller.
    #[invoke]
    fn who(&self, caller: &Caller) -> Who;

    /// Records a note.
    #[send("note")]
    fn note(&self, text: String);

    /// Emits `ticks` events to the calling page, and then answers.
    #[invoke("burst")]
    fn burst(&self, caller: &Caller, call: u32, ticks: u32) -> Result<u32, Lost>;

    /// Does the same on a thread of the runtime.
    #[invoke]
    async fn burst_later(&self, caller: &Caller, call: u32, ticks: u32) -> Result<u32, Lost>;

    /// One of the events of a burst.
    #[event("tick")]
    fn tick(call: u32, number: u32);

    /// News for all pages.
    #[event("news")]
    fn news(text: String);

    /// Returns the value.
    #[invoke]
    fn echo(&self, value: Parcel) -> Parcel;

    /// Returns the value.
    #[invoke]
    fn mirror(&self, value: Any) -> Any;

    /// Records a text and returns another one.
    #[allow(deprecated, reason = "the page is to wait")]
    #[sync("synchronous-message")]
    fn ping(&self, caller: &Caller, text: String) -> String;

    /// Fails with an error of the application, or returns nothing.
    #[allow(deprecated, reason = "the page is to wait")]
    #[sync]
    fn check_now(&self, reason: Option<String>) -> Result<(), Refusal>;

    /// Returns the value.
    #[allow(deprecated, reason = "the page is to wait")]
    #[sync]
    fn echo_now(&self, value: Parcel) -> Parcel;

    /// Returns the value.
    #[allow(deprecated, reason = "the page is to wait")]
    #[sync]
    fn mirror_now(&self, value: Any) -> Any;

    /// Blocks the main process.
    #[allow(deprecated, reason = "the page is to wait")]
    #[sync]
    fn sleep_now(&self, millis: u32) -> String;

    /// Panics.
    #[allow(deprecated, reason = "the page is to wait")]
    #[sync]
    fn panic_now(&self);

    /// Sends an event and a request to the main process.
    #[invoke]
    async fn ask_main(&self, question: String) -> Result<String, Lost>;
}

/// The methods that the tests call from the main process.
#[ipc_api(peer = "main")]
pub trait Probe {
    /// Takes the record of the calls that reached a handler, in order.
    #[invoke]
    fn calls(&self) -> Vec<String>;

    /// The number of open calls of `hold`.
    #[invoke]
    fn held(&self) -> usize;

    /// Lets all calls of `hold` answer.
    #[send]
    fn release(&self);

    /// Takes the record of the pages that opened and closed, in order.
    #[invoke]
    fn visits(&self) -> Vec<String>;

    /// Emits `news` to every page, and returns how many pages it reached.
    #[invoke]
    fn publish(&self, text: String) -> usize;
}

/// Any JSON value with flat objects.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Any {
    /// `null`, or nothing.
    Null(()),
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Any>),
    /// An object.
    Object(HashMap<String, Option<f64>>),
}

/// The error of `refuse`.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Refusal {
    /// The caller gave a reason.
    Because {
        /// The reason.
        reason: String,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Because { reason } = self;
        write!(f, "refused, because {reason}")
    }
}

/// The description of a caller.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Who {
    page: u32,
    window: u32,
    frame: String,
    label: Option<String>,
    url: String,
    origin: String,
}

#[derive(Clone)]
struct Backend {
    app: App,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    calls: Mutex<Vec<String>>,
    visits: Mutex<Vec<String>>,
    held: Mutex<usize>,
    released: Notify,
}

impl Backend {
    fn record(&self, call: impl Into<String>) {
        lock(&self.state.calls).push(call.into());
    }
}

impl PageApi for Backend {
    fn greet(&self, name: String) -> String {
        self.record(format!("greet {name}"));
        format!("Hello, {name}!")
    }

    fn step(&self, from: i32, by: Option<i32>) -> i32 {
        from + by.unwrap_or(1)
    }

    fn refuse(&self, reason: String) -> Result<String, Refusal> {
        Err(Refusal::Because { reason })
    }

    fn parse(&self, number: String) -> Result<u32, Box<dyn Error>> {
        Ok(number.parse()?)
    }

    fn echo(&self, value: Parcel) -> Parcel {
        value
    }

    fn mirror(&self, value: Any) -> Any {
        value
    }

    fn panic(&self) {
        panic!("this is what the test wants");
    }

    fn ping(&self, caller: &Caller, text: String) -> String {
        self.record(format!("ping {text} of {}", caller.label().unwrap_or("nobody")));
        "pong".to_owned()
    }

    fn check_now(&self, reason: Option<String>) -> Result<(), Refusal> {
        reason.map_or(Ok(()), |reason| Err(Refusal::Because { reason }))
    }

    fn echo_now(&self, value: Parcel) -> Parcel {
        value
    }

    fn mirror_now(&self, value: Any) -> Any {
        value
    }

    fn sleep_now(&self, millis: u32) -> String {
        self.sleep(millis)
    }

    fn panic_now(&self) {
        self.panic();
    }

    async fn hold(&self, caller: &Caller, name: String) -> String {
        self.record(format!("hold {name}"));
        let _held = Held::new(&self.state);
        tokio::select! {
            () = self.state.released.notified() => name,
            () = caller.cancelled() => {
                self.record(format!("cancelled {name}"));
                name
            }
        }
    }

    fn sleep(&self, millis: u32) -> String {
        std::thread::sleep(Duration::from_millis(millis.into()));
        self.record("slept");
        "slept".to_owned()
    }

    fn who(&self, caller: &Caller) -> Who {
        Who {
            page: caller.page(),
            window: caller.window().id(),
            frame: caller.frame().to_owned(),
            label: caller.label().map(str::to_owned),
            url: caller.url().to_owned(),
            origin: caller.origin().to_owned(),
        }
    }

    fn note(&self, text: String) {
        self.record(format!("note {text}"));
    }

    fn burst(&self, caller: &Caller, call: u32, ticks: u32) -> Result<u32, Lost> {
        let page = PageApiRenderer::new(caller);
        for number in 0..ticks {
            page.tick(call, number)?;
        }
        Ok(call)
    }

    async fn burst_later(&self, caller: &Caller, call: u32, ticks: u32) -> Result<u32, Lost> {
        tokio::task::yield_now().await;
        self.burst(caller, call, ticks)
    }

    async fn ask_main(&self, question: String) -> Result<String, Lost> {
        let oracle = OracleMain::new(&self.app);
        oracle.hear(question.clone())?;
        Ok(oracle.answer(question).await?)
    }
}

impl Probe for Backend {
    fn calls(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.state.calls))
    }

    fn held(&self) -> usize {
        *lock(&self.state.held)
    }

    fn release(&self) {
        self.state.released.notify_waiters();
    }

    fn visits(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.state.visits))
    }

    fn publish(&self, text: String) -> usize {
        PageApiRenderer::new(&self.app).news(text).unwrap_or(0)
    }
}

/// Counts an open call of `hold`, until the handler ends or is dropped.
struct Held<'a>(&'a State);

impl<'a> Held<'a> {
    fn new(state: &'a State) -> Self {
        *lock(&state.held) += 1;
        Self(state)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        *lock(&self.0.held) -= 1;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

ipc_runtime::addon!(|app: App| {
    let electron = Electron { app: app.clone(), clicks: Arc::default() };
    let flow = Flow::new(app.clone());
    let backend = Backend { app, state: Arc::default() };
    let state = Arc::clone(&backend.state);
    let recorder = backend.clone();
    let recorder_of_counter = backend.clone();
    let counter = Counter {
        app: backend.app.clone(),
        record: Arc::new(move |call| recorder_of_counter.record(call)),
    };
    let panel = Panel { record: Arc::new(move |call| recorder.record(call)) };
    backend.app.on_page(move |event| {
        let (change, page) = match event {
            PageEvent::Opened(page) => ("opened", page),
            PageEvent::Closed(page) => ("closed", page),
            _ => return,
        };
        lock(&state.visits).push(format!("{change} {}", page.page()));
    });
    Router::new()
        .serve(PageApiServer::new(backend.clone()))
        .serve(ProbeServer::new(backend))
        .serve(CounterApiServer::new(counter.clone()))
        .serve(CounterProbeServer::new(counter))
        .serve(DeskServer::new(electron))
        .serve(FlowApiServer::new(flow.clone()))
        .serve(FlowProbeServer::new(flow))
        .serve(PanelApiServer::new(panel.clone()))
        .serve(PanelToolsServer::new(panel.clone()))
        .serve(PanelZoomServer::new(panel.clone()))
        .serve(StatusApiServer::new(panel))
        .serve(ChatApiServer::new(Chat))
});
