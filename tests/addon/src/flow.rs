//! Streams in both directions and requests to pages, for the tests of Electron.

use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use futures_util::{Stream, StreamExt as _, stream};
use ipc_runtime::{App, Bytes, Caller, Incoming, ipc_api};
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;

use crate::lost::Lost;
use crate::oracle::OracleMain;
use crate::parcel::Parcel;

/// Streams between pages and Rust, and requests of Rust to pages.
#[ipc_api(window = "flow")]
pub trait FlowApi {
    /// The numbers below `to`.
    #[stream]
    fn count(&self, to: u32) -> impl Stream<Item = u32> + Send;

    /// Numbers, until the stream breaks.
    #[stream("break")]
    fn breaks(&self, at: u32) -> impl Stream<Item = Result<u64, Torn>> + Send;

    /// Panics after some items, or at once.
    #[stream]
    fn panics(&self, after: u32) -> impl Stream<Item = u32> + Send;

    /// Never ends, and counts the items that were produced.
    #[stream]
    fn forever(&self, size: u32) -> impl Stream<Item = Bytes> + Send;

    /// One number each few milliseconds, and an event before each.
    #[stream]
    fn ticks(&self, caller: &Caller, to: u32) -> impl Stream<Item = u32> + Send;

    /// Values of each kind.
    #[stream]
    fn parcels(&self, parcel: Parcel, times: u32) -> impl Stream<Item = Parcel> + Send;

    /// An event before each item of `ticks`.
    #[event]
    fn tick(number: u32);

    /// Adds numbers.
    #[invoke]
    async fn sum(&self, numbers: Incoming<u64>) -> Result<u64, Torn>;

    /// Counts bytes, and waits after each chunk.
    #[invoke]
    async fn upload(
        &self,
        name: String,
        chunks: Incoming<Bytes>,
        pause: u32,
    ) -> Result<Upload, Lost>;

    /// Reads some items, and drops the rest.
    #[invoke]
    async fn take(&self, count: u32, numbers: Incoming<u64>) -> Result<Vec<u64>, Lost>;

    /// Returns values as they come.
    #[invoke]
    async fn collect(&self, parcels: Incoming<Parcel>) -> Result<Vec<Parcel>, Lost>;

    /// Asks whether a process may sign.
    #[request("agent:confirm")]
    async fn confirm(process: String, id: u64) -> Result<bool, Torn>;

    /// Asks for a value.
    #[request]
    async fn pick(parcel: Parcel) -> Parcel;

    /// Asks the calling page, within a call of that page.
    #[invoke]
    async fn ask_back(&self, caller: &Caller, process: String) -> Result<bool, Lost>;

    /// Asks the calling page, which is blocked meanwhile.
    #[allow(deprecated, reason = "the page is to wait")]
    #[sync]
    fn ask_now(&self, caller: &Caller, wait: Wait) -> Result<bool, Lost>;
}

/// Calls of the tests from the main process.
#[ipc_api(peer = "main")]
pub trait FlowProbe {
    /// How many streams of Rust are open, and how many items were produced.
    #[invoke]
    fn streams(&self) -> (usize, u64);

    /// Asks the pages with a label, or all pages.
    #[invoke]
    async fn confirm(
        &self,
        label: Option<String>,
        choice: Choice,
        millis: Option<u32>,
    ) -> Vec<String>;

    /// Asks the pages with a label for a value.
    #[invoke]
    async fn pick(&self, label: String, parcel: Parcel) -> Result<Parcel, Lost>;

    /// The errors that streams of pages have ended with.
    #[invoke]
    fn torn(&self) -> Vec<String>;
}

/// Where a handler waits for an answer.
#[derive(Debug, Deserialize)]
pub enum Wait {
    /// On its own thread.
    Here,
    /// On another thread, for which it waits.
    Elsewhere,
    /// On another thread, for which it does not wait.
    Later,
    /// On another thread, which asks the main process.
    Main,
}

/// The pages to ask.
#[derive(Debug, Deserialize)]
pub enum Choice {
    /// The only page.
    Only,
    /// The first that answers.
    First,
    /// All of them.
    All,
}

/// A stream that was torn.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum Torn {
    /// On purpose.
    OnPurpose {
        /// After how many items.
        after: u64,
    },
    /// By the other side.
    Elsewhere {
        /// The message of the other side.
        message: String,
    },
}

impl fmt::Display for Torn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OnPurpose { after } => write!(f, "torn after {after}"),
            Self::Elsewhere { message } => f.write_str(message),
        }
    }
}

/// What was uploaded.
#[derive(Debug, Serialize)]
pub struct Upload {
    name: String,
    chunks: u32,
    bytes: u64,
}

/// The implementation.
#[derive(Clone)]
pub struct Flow {
    /// The application.
    pub app: App,
    /// The open streams.
    pub open: Arc<AtomicUsize>,
    /// The items that were produced.
    pub produced: Arc<AtomicU64>,
    /// The errors of streams that pages send.
    pub torn: Arc<Mutex<Vec<String>>>,
}

/// Counts an open stream.
struct Open(Arc<AtomicUsize>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Flow {
    /// Of an application.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self { app, open: Arc::default(), produced: Arc::default(), torn: Arc::default() }
    }

    fn counted<T>(&self, items: impl Stream<Item = T> + Send) -> impl Stream<Item = T> + Send {
        self.open.fetch_add(1, Ordering::SeqCst);
        let open = Open(Arc::clone(&self.open));
        let produced = Arc::clone(&self.produced);
        items.inspect(move |_| {
            let _ = &open;
            produced.fetch_add(1, Ordering::SeqCst);
        })
    }

    fn note(&self, error: &ipc_runtime::Error) {
        let text = format!("{}: {}", error.code(), error.message());
        self.torn.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    }
}

impl FlowApi for Flow {
    fn count(&self, to: u32) -> impl Stream<Item = u32> + Send {
        self.counted(stream::iter(0..to))
    }

    fn breaks(&self, at: u32) -> impl Stream<Item = Result<u64, Torn>> + Send {
        let at = u64::from(at);
        self.counted(stream::iter(0..).map(move |number| {
            if number == at { Err(Torn::OnPurpose { after: at }) } else { Ok(number) }
        }))
    }

    fn panics(&self, after: u32) -> impl Stream<Item = u32> + Send {
        assert_ne!(after, 0, "this is what the test wants");
        self.counted(stream::iter(0..).inspect(move |number| assert_ne!(*number, after)))
    }

    fn forever(&self, size: u32) -> impl Stream<Item = Bytes> + Send {
        self.counted(stream::repeat_with(move || Bytes::from(vec![7; size as usize])))
    }

    fn ticks(&self, caller: &Caller, to: u32) -> impl Stream<Item = u32> + Send {
        let page = FlowApiRenderer::new(caller);
        self.counted(stream::iter(0..to).then(move |number| {
            let page = page.clone();
            async move {
                if number % 16 == 0 {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
                let _ = page.tick(number);
                number
            }
        }))
    }

    fn parcels(&self, parcel: Parcel, times: u32) -> impl Stream<Item = Parcel> + Send {
        stream::iter(0..times).map(move |_| parcel.clone())
    }

    async fn sum(&self, mut numbers: Incoming<u64>) -> Result<u64, Torn> {
        let mut sum = 0;
        while let Some(number) = numbers.next().await {
            sum += number.map_err(|error| {
                self.note(&error);
                Torn::Elsewhere { message: error.to_string() }
            })?;
        }
        Ok(sum)
    }

    async fn upload(
        &self,
        name: String,
        mut chunks: Incoming<Bytes>,
        pause: u32,
    ) -> Result<Upload, Lost> {
        let mut upload = Upload { name, chunks: 0, bytes: 0 };
        while let Some(chunk) = chunks.next().await {
            upload.bytes += chunk.inspect_err(|error| self.note(error))?.len() as u64;
            upload.chunks += 1;
            if pause > 0 {
                tokio::time::sleep(Duration::from_millis(pause.into())).await;
            }
        }
        Ok(upload)
    }

    async fn take(&self, count: u32, mut numbers: Incoming<u64>) -> Result<Vec<u64>, Lost> {
        let mut taken = Vec::new();
        for _ in 0..count {
            let Some(number) = numbers.next().await else { break };
            taken.push(number?);
        }
        Ok(taken)
    }

    async fn collect(&self, mut parcels: Incoming<Parcel>) -> Result<Vec<Parcel>, Lost> {
        let mut collected = Vec::new();
        while let Some(parcel) = parcels.next().await {
            collected.push(parcel?);
        }
        Ok(collected)
    }

    async fn ask_back(&self, caller: &Caller, process: String) -> Result<bool, Lost> {
        Ok(FlowApiRenderer::new(caller).confirm(process, 1).await?.unwrap_or(false))
    }

    fn ask_now(&self, caller: &Caller, wait: Wait) -> Result<bool, Lost> {
        let request = FlowApiRenderer::new(caller).confirm(format!("{wait:?}"), 1).into_future();
        let answer = match wait {
            Wait::Here => Handle::current().block_on(request),
            Wait::Elsewhere => {
                let (sender, answer) = mpsc::channel();
                caller.app().spawn(async move { sender.send(request.await) });
                answer.recv().expect("the task sends an answer")
            }
            Wait::Later => {
                caller.app().spawn(request);
                return Ok(false);
            }
            Wait::Main => {
                let (sender, answer) = mpsc::channel();
                let oracle = OracleMain::new(caller.app());
                caller.app().spawn(async move { sender.send(oracle.answer("Why?".into()).await) });
                let answer = answer.recv().expect("the task sends an answer");
                answer.map(|_| Ok(true))
            }
        };
        Ok(answer?.unwrap_or(false))
    }
}

impl FlowProbe for Flow {
    fn streams(&self) -> (usize, u64) {
        (self.open.load(Ordering::SeqCst), self.produced.load(Ordering::SeqCst))
    }

    async fn confirm(
        &self,
        label: Option<String>,
        choice: Choice,
        millis: Option<u32>,
    ) -> Vec<String> {
        let pages = match label {
            Some(label) => FlowApiRenderer::new(self.app.label(label)),
            None => FlowApiRenderer::new(&self.app),
        };
        let mut request = pages.confirm("ssh".to_owned(), u64::MAX);
        if let Some(millis) = millis {
            request = request.timeout(Duration::from_millis(millis.into()));
        }
        let describe = |answer: Result<Result<bool, Torn>, ipc_runtime::Error>| match answer {
            Ok(Ok(answer)) => answer.to_string(),
            Ok(Err(torn)) => format!("torn: {torn}"),
            Err(error) => format!("{}: {}", error.code(), error.message()),
        };
        match choice {
            Choice::Only => vec![describe(request.await)],
            Choice::First => vec![describe(request.first().await)],
            Choice::All => match request.all().await {
                Ok(answers) => answers.into_iter().map(|(_, answer)| describe(answer)).collect(),
                Err(error) => vec![describe(Err(error))],
            },
        }
    }

    async fn pick(&self, label: String, parcel: Parcel) -> Result<Parcel, Lost> {
        Ok(FlowApiRenderer::new(self.app.label(label)).pick(parcel).await?)
    }

    fn torn(&self) -> Vec<String> {
        std::mem::take(&mut self.torn.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
