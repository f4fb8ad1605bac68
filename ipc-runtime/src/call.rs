//! One call on its way to a handler, and its answer on the way back.
//!
//! Generated code sees [`Call`] and [`Returned`]; a handler sees neither.

use std::fmt::Display;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

use crate::frame::Payload;
use crate::handler::Handler;
use crate::page::Page;
use crate::table::Channel;
use crate::{App, Caller, Error, ErrorCode, wire};

/// A call that has passed the policy.
pub struct Call<'a> {
    pub(crate) app: &'a App,
    /// The page; none if Electron's main process itself calls.
    pub(crate) page: Option<&'a Arc<Page>>,
    pub(crate) channel: &'static Channel,
    pub(crate) args: &'a str,
    pub(crate) buffers: &'a [&'a [u8]],
    pub(crate) responder: Responder<&'a str>,
}

impl Call<'_> {
    /// Runs a method on this thread.
    pub fn run<A: DeserializeOwned, W, T, R>(
        self,
        api: &Arc<T>,
        method: impl for<'a> Handler<'a, T, A, W, Output = R>,
        answer: fn(&R) -> Answer,
    ) {
        let Some((call, args)) = self.decode() else { return };
        let context = Context::new(call.app, call.page, None);
        let handle = || answer(&method.handle(api, &context, args));
        // A panic drops the responder unanswered, which is an answer of its own.
        if let Ok(answer) = catch_unwind(AssertUnwindSafe(handle)) {
            call.responder.respond(answer);
        }
    }

    /// Runs an async method on the runtime's threads.
    pub fn spawn<A: DeserializeOwned + Send + 'static, W, T: Send + Sync + 'static, R: 'static>(
        self,
        api: &Arc<T>,
        method: impl for<'a> Handler<'a, T, A, W, Output: Future<Output = R> + Send> + Send + 'static,
        answer: fn(&R) -> Answer,
    ) {
        let Some((call, args)) = self.decode() else { return };
        let (context, responder) = call.open();
        let api = Arc::clone(api);
        runtime().spawn(async move {
            responder.respond(answer(&method.handle(&api, &context, args).await));
        });
    }

    /// Runs a slow method on a thread of its own.
    pub fn spawn_blocking<
        A: DeserializeOwned + Send + 'static,
        W,
        T: Send + Sync + 'static,
        R: 'static,
    >(
        self,
        api: &Arc<T>,
        method: impl for<'a> Handler<'a, T, A, W, Output = R> + Send + 'static,
        answer: fn(&R) -> Answer,
    ) {
        let Some((call, args)) = self.decode() else { return };
        let (context, responder) = call.open();
        let api = Arc::clone(api);
        runtime().spawn_blocking(move || {
            responder.respond(answer(&method.handle(&api, &context, args)));
        });
    }

    /// For a handler that ends later: meanwhile its page may give it up.
    fn open(self) -> (Context, Responder<Box<str>>) {
        let (responder, cancelled) = self.responder.open(self.page);
        (Context::new(self.app, self.page, cancelled), responder)
    }

    /// Reads the arguments; if that fails, the call is answered.
    fn decode<A: DeserializeOwned>(self) -> Option<(Self, A)> {
        let decode = || wire::decode_args(self.args, self.buffers, self.channel.args);
        // A panic in a `Deserialize` of the user's is answered as one in the handler.
        match catch_unwind(AssertUnwindSafe(decode)).ok()? {
            Ok(args) => Some((self, args)),
            Err(error) => {
                let error = Error::new(
                    ErrorCode::InvalidArgument,
                    format!("invalid call of `{}`: {error}", self.channel.name),
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
pub(crate) type Answer = Result<Payload, Error>;

/// What a method returns. Whether it can fail is decided by its type, whatever its name: what is
/// inherent is found before what is a trait's.
pub struct Returned<R>(PhantomData<R>);

impl<T, E> Returned<Result<T, E>> {
    /// A value, or the error that the handler returned.
    pub const OUTCOME: Outcome = Outcome::Result;

    /// The answer of a handler that can fail.
    pub fn answer(result: &Result<T, E>) -> Answer
    where
        T: Serialize,
        E: Serialize + Display,
    {
        match result {
            Ok(value) => Payload::encode(value),
            Err(error) => Err(Error::application(error.to_string(), Payload::encode(error)?)),
        }
    }
}

/// What a method returns that cannot fail.
pub trait Infallible {
    /// Its type.
    type Value;

    /// The value itself.
    const OUTCOME: Outcome = Outcome::Value;

    /// Writes the value. The bound stands here, so that rustc finds the function of every type, and
    /// names the type that lacks it.
    fn answer(value: &Self::Value) -> Answer
    where
        Self::Value: Serialize;
}

impl<T> Infallible for Returned<T> {
    type Value = T;

    fn answer(value: &T) -> Answer
    where
        T: Serialize,
    {
        Payload::encode(value)
    }
}

/// What an answer is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The value itself.
    Value,
    /// A value, or the error that the handler returned.
    Result,
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
