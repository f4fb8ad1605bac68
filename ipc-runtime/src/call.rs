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
    pub(crate) responder: Responder,
}

impl Call<'_> {
    /// Runs a handler on this thread.
    pub fn run<A: DeserializeOwned>(
        self,
        names: &[&str],
        handler: impl FnOnce(&Context, A) -> Answer,
    ) {
        let cancelled = self.page.map(|page| page.gone.clone());
        let Some((context, args, responder)) = self.decode(names, cancelled) else { return };
        // A panic drops the responder unanswered, which is an answer of its own.
        if let Ok(answer) = catch_unwind(AssertUnwindSafe(|| handler(&context, args))) {
            responder.respond(answer);
        }
    }

    /// Runs an async handler on the runtime's threads.
    pub fn spawn<A, F>(self, names: &[&str], handler: impl FnOnce(Context, A) -> F)
    where
        A: DeserializeOwned,
        F: Future<Output = Answer> + Send + 'static,
    {
        let Some((context, args, responder)) = self.open(names) else { return };
        let future = handler(context, args);
        runtime().spawn(async move { responder.respond(future.await) });
    }

    /// Runs a slow handler on a thread of its own.
    pub fn spawn_blocking<A: DeserializeOwned + Send + 'static>(
        self,
        names: &[&str],
        handler: impl FnOnce(&Context, A) -> Answer + Send + 'static,
    ) {
        let Some((context, args, responder)) = self.open(names) else { return };
        runtime().spawn_blocking(move || responder.respond(handler(&context, args)));
    }

    /// For a handler that ends later: meanwhile its page may give it up.
    fn open<A: DeserializeOwned>(mut self, names: &[&str]) -> Option<(Context, A, Responder)> {
        let cancelled = self.page.map(|page| self.responder.open(page));
        self.decode(names, cancelled)
    }

    fn decode<A: DeserializeOwned>(
        self,
        names: &[&str],
        cancelled: Option<CancellationToken>,
    ) -> Option<(Context, A, Responder)> {
        let decode = || wire::decode_args(self.args, self.buffers, names);
        // A panic in a `Deserialize` of the user's is answered as one in the handler.
        match catch_unwind(AssertUnwindSafe(decode)).ok()? {
            Ok(args) => {
                let caller = self.page.zip(cancelled).map(|(page, cancelled)| {
                    Caller::new(self.app.clone(), Arc::clone(page), cancelled)
                });
                Some((Context { caller }, args, self.responder))
            }
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

/// The one who waits for an answer. It is told exactly once, also if the handler panics.
pub(crate) struct Responder {
    waiting: Option<Waiting>,
}

struct Waiting {
    app: App,
    page: u32,
    id: Box<str>,
    channel: Box<str>,
    /// The page, if it can give the call up.
    open_in: Option<Arc<Page>>,
}

impl Responder {
    pub(crate) fn new(app: &App, page: u32, id: &str, channel: &str) -> Self {
        let (app, id, channel) = (app.clone(), id.into(), channel.into());
        Self { waiting: Some(Waiting { app, page, id, channel, open_in: None }) }
    }

    /// Enters the call with its page, which may give it up from now on.
    fn open(&mut self, page: &Arc<Page>) -> CancellationToken {
        match &mut self.waiting {
            Some(waiting) => {
                waiting.open_in = Some(Arc::clone(page));
                page.open_call(&waiting.id)
            }
            None => page.gone.clone(),
        }
    }

    /// For a one-way call: what goes wrong is only logged.
    pub(crate) fn nobody() -> Self {
        Self { waiting: None }
    }

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

impl Drop for Responder {
    fn drop(&mut self) {
        if let Some(waiting) = self.waiting.take() {
            let message = format!("the handler of `{}` panicked", waiting.channel);
            waiting.tell(Err(Error::new(ErrorCode::Internal, message)));
        }
    }
}

impl Waiting {
    fn tell(self, answer: Answer) {
        if self.open_in.is_some_and(|page| page.settle_call(&self.id).is_none()) {
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
        self.app.outbox().push(self.page, format_args!("{header} {}", self.id), payload);
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
