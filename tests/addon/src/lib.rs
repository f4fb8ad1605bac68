//! The addon of the end-to-end tests: each method shows one thing that can happen between a page
//! and Rust, and `Probe` tells the tests what Rust saw of it.

pub mod desk;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ipc_runtime::{App, Bytes, Caller, Error, PageEvent, Router, ipc_api};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::desk::{DeskServer, Electron};

/// What the pages of the tests may call.
#[ipc_api(window = "electronAPI")]
pub trait PageApi {
    /// Greets.
    #[invoke("greet")]
    fn greet(&self, name: String) -> String;

    /// Counts an optional step.
    #[invoke("step")]
    fn step(&self, from: i32, by: Option<i32>) -> i32;

    /// Fails with an error of its own.
    #[invoke("refuse")]
    fn refuse(&self, reason: String) -> Result<String, Refusal>;

    /// Panics.
    #[invoke]
    fn panic(&self);

    /// Answers when the tests release it.
    #[invoke]
    async fn hold(&self, caller: &Caller, name: String) -> String;

    /// Holds up the thread that it runs on.
    #[invoke(blocking)]
    fn sleep(&self, millis: u32) -> String;

    /// Says who calls.
    #[invoke]
    fn who(&self, caller: &Caller) -> Who;

    /// Leaves a note.
    #[send("note")]
    fn note(&self, text: String);

    /// Emits `ticks` events to the page that calls, and then answers.
    #[invoke("burst")]
    fn burst(&self, caller: &Caller, call: u32, ticks: u32) -> Result<u32, Lost>;

    /// The same on a thread of the runtime.
    #[invoke]
    async fn burst_later(&self, caller: &Caller, call: u32, ticks: u32) -> Result<u32, Lost>;

    /// One of the events of a burst.
    #[event("tick")]
    fn tick(call: u32, number: u32);

    /// Something that all pages should know.
    #[event("news")]
    fn news(text: String);

    /// Gives a value back.
    #[invoke]
    fn echo(&self, value: Parcel) -> Parcel;

    /// Gives a value back.
    #[invoke]
    fn mirror(&self, value: Any) -> Any;

    /// Asks the main process what Rust asks itself.
    #[invoke]
    async fn ask_main(&self, question: String) -> Result<String, Lost>;
}

/// What the tests ask Rust, from the main process.
#[ipc_api(peer = "main")]
pub trait Probe {
    /// The calls that reached a handler, in order, and forgets them.
    #[invoke]
    fn calls(&self) -> Vec<String>;

    /// How many calls of `hold` are open.
    #[invoke]
    fn held(&self) -> usize;

    /// Lets all calls of `hold` go on.
    #[send]
    fn release(&self);

    /// The pages that came and went, in order, and forgets them.
    #[invoke]
    fn visits(&self) -> Vec<String>;

    /// Sends `news` to every page, and says how many were reached.
    #[invoke]
    fn publish(&self, text: String) -> usize;
}

/// What the main process of the tests answers.
#[ipc_api(peer = "main")]
pub trait Oracle {
    /// Answers a question.
    #[request]
    async fn answer(question: String) -> String;

    /// Hears something that needs no answer.
    #[event]
    fn hear(text: String);
}

/// One of each kind of value that JSON cannot say, and some that it can.
#[derive(Debug, Serialize, Deserialize)]
pub struct Parcel {
    text: String,
    keys: HashMap<String, String>,
    big: u64,
    float: f64,
    bytes: Bytes,
    more: Vec<Bytes>,
    flag: bool,
    nothing: Option<u8>,
}

/// Any value of JSON whose objects are flat.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Any {
    /// `null`, or nothing.
    Null(()),
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// An array.
    List(Vec<Any>),
    /// An object.
    Object(HashMap<String, Option<f64>>),
}

/// Why `refuse` fails.
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

/// Nobody was there to hear Rust.
#[derive(Debug, Serialize)]
pub struct Lost {
    why: String,
}

impl From<Error> for Lost {
    fn from(error: Error) -> Self {
        Self { why: error.to_string() }
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

/// Who calls.
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
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    calls: Mutex<Vec<String>>,
    visits: Mutex<Vec<String>>,
    held: Mutex<usize>,
    released: Notify,
}

impl Backend {
    fn saw(&self, call: impl Into<String>) {
        lock(&self.seen.calls).push(call.into());
    }
}

impl PageApi for Backend {
    fn greet(&self, name: String) -> String {
        self.saw(format!("greet {name}"));
        format!("Hello, {name}!")
    }

    fn step(&self, from: i32, by: Option<i32>) -> i32 {
        from + by.unwrap_or(1)
    }

    fn refuse(&self, reason: String) -> Result<String, Refusal> {
        Err(Refusal::Because { reason })
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

    async fn hold(&self, caller: &Caller, name: String) -> String {
        self.saw(format!("hold {name}"));
        let _held = Held::new(&self.seen);
        tokio::select! {
            () = self.seen.released.notified() => name,
            () = caller.cancelled() => {
                self.saw(format!("cancelled {name}"));
                name
            }
        }
    }

    fn sleep(&self, millis: u32) -> String {
        std::thread::sleep(Duration::from_millis(millis.into()));
        self.saw("slept");
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
        self.saw(format!("note {text}"));
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
        std::mem::take(&mut lock(&self.seen.calls))
    }

    fn held(&self) -> usize {
        *lock(&self.seen.held)
    }

    fn release(&self) {
        self.seen.released.notify_waiters();
    }

    fn visits(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.seen.visits))
    }

    fn publish(&self, text: String) -> usize {
        PageApiRenderer::new(&self.app).news(text).unwrap_or(0)
    }
}

/// Counts a call of `hold` from its begin to its end, however it ends.
struct Held<'a>(&'a Seen);

impl<'a> Held<'a> {
    fn new(seen: &'a Seen) -> Self {
        *lock(&seen.held) += 1;
        Self(seen)
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
    let backend = Backend { app, seen: Arc::default() };
    let seen = Arc::clone(&backend.seen);
    backend.app.on_page(move |event| {
        let (what, page) = match event {
            PageEvent::Opened(page) => ("opened", page),
            PageEvent::Closed(page) => ("closed", page),
            _ => return,
        };
        lock(&seen.visits).push(format!("{what} {}", page.page()));
    });
    Router::new()
        .serve(PageApiServer::new(backend.clone()))
        .serve(ProbeServer::new(backend))
        .serve(DeskServer::new(electron))
});
