//! One call on its way to a handler, and its answer on the way back.
//!
//! Generated code sees [`Call`] and [`Returned`]; a handler sees neither.

use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

use crate::frame::Payload;
use crate::page::Page;
use crate::{App, Caller, Error, ErrorCode, wire};

/// A call that has passed the policy.
pub struct Call<'a> {
    pub(crate) app: &'a App,
    /// The page; none if Electron's main process itself calls.
    pub(crate) page: Option<&'a Arc<Page>>,
    pub(crate) channel: &'a str,
    pub(crate) args: &'a str,
    pub(crate) buffers: &'a [&'a [u8]],
    pub(crate) responder: Responder<&'a str>,
}

impl Call<'_> {
    /// Runs a handler on this thread.
    pub fn run<A: DeserializeOwned>(
        self,
        names: &[&str],
        handler: impl FnOnce(&Context, A) -> Answer,
    ) {
        let Some((call, args)) = self.decode(names) else { return };
        let context = Context::new(call.app, call.page, None);
        // A panic drops the responder unanswered, which is an answer of its own.
        if let Ok(answer) = catch_unwind(AssertUnwindSafe(|| handler(&context, args))) {
            call.responder.respond(answer);
        }
    }

    /// Runs an async handler on the runtime's threads.
    pub fn spawn<A, F>(self, names: &[&str], handler: impl FnOnce(Context, A) -> F)
    where
        A: DeserializeOwned,
        F: Future<Output = Answer> + Send + 'static,
    {
        let Some((call, args)) = self.decode(names) else { return };
        let (context, responder) = call.open();
        let future = handler(context, args);
        runtime().spawn(async move { responder.respond(future.await) });
    }

    /// Runs a slow handler on a thread of its own.
    pub fn spawn_blocking<A: DeserializeOwned + Send + 'static>(
        self,
        names: &[&str],
        handler: impl FnOnce(&Context, A) -> Answer + Send + 'static,
    ) {
        let Some((call, args)) = self.decode(names) else { return };
        let (context, responder) = call.open();
        runtime().spawn_blocking(move || responder.respond(handler(&context, args)));
    }

    /// For a handler that ends later: meanwhile its page may give it up.
    fn open(self) -> (Context, Responder<Box<str>>) {
        let (responder, cancelled) = self.responder.open(self.page);
        (Context::new(self.app, self.page, cancelled), responder)
    }

    /// Reads the arguments; if that fails, the call is answered.
    fn decode<A: DeserializeOwned>(self, names: &[&str]) -> Option<(Self, A)> {
        let decode = || wire::decode_args(self.args, self.buffers, names);
        // A panic in a `Deserialize` of the user's is answered as one in the handler.
        match catch_unwind(AssertUnwindSafe(decode)).ok()? {
            Ok(args) => Some((self, args)),
            Err(error) => {
                let error = Error::new(
                    ErrorCode::InvalidArgument,
                    format!("invalid call of `{}`: {error}", self.channel),
                );
                self.responder.respond(Err(error));
                None
            }
        }
    }
}

/// What a handler can be told besides its arguments.
pub struct Context {
    caller: Option<Caller>,
}

impl Context {
    fn new(app: &App, page: Option<&Arc<Page>>, cancelled: Option<CancellationToken>) -> Self {
        Self { caller: page.map(|page| Caller::new(app.clone(), Arc::clone(page), cancelled)) }
    }

    /// The calling page.
    ///
    /// # Panics
    ///
    /// If Electron's main process calls: `#[ipc_api]` refuses `&Caller` in such a trait.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        self.caller.as_ref().expect("`&Caller` is refused in a trait with `peer = \"main\"`")
    }
}

/// A handler's answer, written.
pub type Answer = Result<Payload, Error>;

/// A handler's result. Whether it can fail is decided by its type, whatever its name: an inherent
/// method is found before a trait's.
pub struct Returned<R>(pub R);

impl<T, E> Returned<Result<T, E>> {
    /// The answer of a handler that can fail.
    pub fn answer(&self) -> Answer
    where
        T: Serialize,
        E: Serialize + Display,
    {
        match &self.0 {
            Ok(value) => Payload::encode(value),
            Err(error) => Err(Error::application(error.to_string(), Payload::encode(error)?)),
        }
    }
}

/// The answer of a handler that cannot fail.
pub trait Infallible {
    /// What it returns.
    type Value;

    /// Writes the value. The bound stands here, so that rustc finds the method of every type, and
    /// names the type that lacks it.
    fn answer(&self) -> Answer
    where
        Self::Value: Serialize;
}

impl<T> Infallible for Returned<T> {
    type Value = T;

    fn answer(&self) -> Answer
    where
        T: Serialize,
    {
        Payload::encode(&self.0)
    }
}

/// The one who waits for an answer. It is told exactly once, also if the handler panics. Names are
/// borrowed from the packet for as long as that is there.
pub(crate) struct Responder<S: AsRef<str>> {
    waiting: Option<Waiting<S>>,
}

struct Waiting<S> {
    app: App,
    page: u32,
    id: S,
    channel: S,
    /// The page, if it can give the call up.
    open_in: Option<Arc<Page>>,
}

impl<'a> Responder<&'a str> {
    pub(crate) fn new(app: &App, page: u32, id: &'a str, channel: &'a str) -> Self {
        Self { waiting: Some(Waiting { app: app.clone(), page, id, channel, open_in: None }) }
    }

    /// For a one-way call: what goes wrong is only logged.
    pub(crate) fn nobody() -> Self {
        Self { waiting: None }
    }

    /// Enters the call with its page, which may give it up from now on, and keeps it beyond its
    /// packet.
    fn open(
        mut self,
        page: Option<&Arc<Page>>,
    ) -> (Responder<Box<str>>, Option<CancellationToken>) {
        let Some(Waiting { app, page: number, id, channel, .. }) = self.waiting.take() else {
            return (Responder { waiting: None }, None);
        };
        let cancelled = page.map(|page| page.open_call(id));
        let waiting = Waiting {
            app,
            page: number,
            id: id.into(),
            channel: channel.into(),
            open_in: page.cloned(),
        };
        (Responder { waiting: Some(waiting) }, cancelled)
    }
}

impl<S: AsRef<str>> Responder<S> {
    pub(crate) fn respond(mut self, answer: Answer) {
        match self.waiting.take() {
            Some(waiting) => waiting.tell(answer),
            None => {
                if let Err(error) = answer {
                    crate::log(&error.to_string());
                }
            }
        }
    }
}

impl<S: AsRef<str>> Drop for Responder<S> {
    fn drop(&mut self) {
        if let Some(waiting) = self.waiting.take() {
            let message = format!("the handler of `{}` panicked", waiting.channel.as_ref());
            waiting.tell(Err(Error::new(ErrorCode::Internal, message)));
        }
    }
}

impl<S: AsRef<str>> Waiting<S> {
    fn tell(self, answer: Answer) {
        if self.open_in.is_some_and(|page| page.settle_call(self.id.as_ref()).is_none()) {
            return;
        }
        let limit = self.app.limits().message_size;
        let size = match &answer {
            Ok(value) => value.check_size(limit),
            Err(error) => error.check_size(limit),
        };
        let answer = size.and(answer);
        let (header, payload) = match answer {
            Ok(value) => ("reply", value),
            Err(error) => ("error", error.into_payload()),
        };
        self.app.outbox().push(self.page, &[header, self.id.as_ref()], payload);
    }
}

/// The runtime of all async handlers, started by the first.
fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .thread_name("ipc-runtime")
            .build()
            .expect("the system gives no threads for async handlers")
    })
}
