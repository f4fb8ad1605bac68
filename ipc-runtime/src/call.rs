//! One call on its way to a handler, and its answer on the way back.
//!
//! Generated code sees [`Call`] and [`Returned`]; a handler sees neither.

use std::fmt::Display;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_util::sync::CancellationToken;

use crate::contents::Charge;
use crate::drops::Drops;
use crate::frame::{MAIN, Payload};
use crate::handler::Handler;
use crate::page::Endpoint;
use crate::runtime::{catch, runtime};
use crate::table::Channel;
use crate::{App, Caller, Error, ErrorCode, log, wire};

/// A call that has passed the policy.
pub struct Call<'a> {
    pub(crate) app: &'a App,
    /// Where it came in; none if Electron's main process itself calls.
    pub(crate) from: Option<&'a Arc<Endpoint>>,
    pub(crate) channel: &'static Channel,
    pub(crate) args: &'a str,
    pub(crate) buffers: &'a [&'a [u8]],
    /// The bytes of the arguments.
    pub(crate) size: u64,
    pub(crate) responder: Responder<'a>,
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
        let context = Context::new(call.app, call.from, None);
        let handle = || answer(&method.handle(api, &context, args));
        // A panic drops the responder unanswered, which is an answer of its own.
        if let Some(answer) = catch(handle) {
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
        let (context, open) = call.open();
        let api = Arc::clone(api);
        runtime().spawn(async move {
            open.respond(answer(&method.handle(&api, &context, args).await));
        });
    }

    /// Runs a slow method on a thread for blocking work, of which the contents have a fair share.
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
        let contents = Arc::clone(call.app.contents_of(call.from));
        let (context, open) = call.open();
        let api = Arc::clone(api);
        let cancelled = context.caller.as_ref().map(|caller| caller.token().clone());
        contents.run_blocking(cancelled, move || {
            open.respond(answer(&method.handle(&api, &context, args)));
        });
    }

    /// For a handler that ends later: meanwhile its page may give it up.
    fn open(self) -> (Context, OpenCall) {
        let charge = self.app.contents_of(self.from).charge(self.size);
        let id: Option<Arc<str>> = self.responder.hand_over().map(Arc::from);
        let cancelled = match (self.from, &id) {
            (Some(from), Some(id)) => Some(from.open_call(Arc::clone(id))),
            (Some(from), None) => {
                from.open_send();
                None
            }
            (None, _) => None,
        };
        let context = Context::new(self.app, self.from, cancelled);
        let open = OpenCall {
            app: self.app.clone(),
            from: self.from.cloned(),
            id,
            channel: self.channel.name,
            charge: Some(charge),
            is_settled: false,
        };
        (context, open)
    }

    /// Reads the arguments; if that fails, the call is answered.
    fn decode<A: DeserializeOwned>(self) -> Option<(Self, A)> {
        let decode = || wire::decode_args(self.args, self.buffers, self.channel.args);
        // A panic in a `Deserialize` of the user's is answered as one in the handler.
        match catch(decode)? {
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
    fn new(app: &App, from: Option<&Arc<Endpoint>>, cancelled: Option<CancellationToken>) -> Self {
        Self { caller: from.map(|from| Caller::new(app.clone(), Arc::clone(from), cancelled)) }
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

/// Where the frames go that answer a call.
pub(crate) struct Address<'a> {
    pub(crate) app: &'a App,
    pub(crate) endpoint: u32,
    pub(crate) id: &'a str,
}

impl Address<'_> {
    /// Sends a frame of this kind. There may be any number of them: which one settles the call is
    /// its responder's affair.
    fn push(&self, kind: &str, payload: Payload) {
        self.app.outbox().push(self.endpoint, &[kind, self.id], payload);
    }

    /// Sends the last frame.
    pub(crate) fn settle(&self, answer: Answer) {
        let limit = self.app.limits().message_size;
        let size = match &answer {
            Ok(value) => value.check_size(limit),
            Err(error) => error.check_size(limit),
        };
        match size.and(answer) {
            Ok(value) => self.push("reply", value),
            Err(error) => self.push("error", error.into_payload()),
        }
    }
}

/// The answer of a handler that has dropped its responder.
fn panicked(channel: &str) -> Answer {
    Err(Error::new(ErrorCode::Internal, format!("the handler of `{channel}` panicked")))
}

/// Settles a call whose packet is still there, exactly once, also if the handler panics.
pub(crate) struct Responder<'a> {
    app: &'a App,
    endpoint: u32,
    /// None if the call is one-way.
    id: Option<&'a str>,
    channel: &'a str,
    /// Where failures go that nobody waits for.
    drops: &'a Drops,
    is_settled: bool,
}

impl<'a> Responder<'a> {
    pub(crate) fn new(
        app: &'a App,
        endpoint: u32,
        id: Option<&'a str>,
        channel: &'a str,
        drops: &'a Drops,
    ) -> Self {
        Self { app, endpoint, id, channel, drops, is_settled: false }
    }

    pub(crate) fn respond(mut self, answer: Answer) {
        self.settle(answer);
    }

    /// Leaves it to an [`OpenCall`] to settle the call with this id.
    fn hand_over(mut self) -> Option<&'a str> {
        self.is_settled = true;
        self.id
    }

    fn settle(&mut self, answer: Answer) {
        self.is_settled = true;
        match (self.id, answer) {
            (Some(id), answer) => {
                Address { app: self.app, endpoint: self.endpoint, id }.settle(answer);
            }
            (None, Ok(_)) => {}
            (None, Err(error)) => self.drops.add(|| error.to_string()),
        }
    }
}

impl Drop for Responder<'_> {
    fn drop(&mut self) {
        if !self.is_settled {
            self.settle(panicked(self.channel));
        }
    }
}

/// A call whose handler runs on another thread. It is settled exactly once: by the handler's
/// answer, its panic, or its caller, who may give it up.
struct OpenCall {
    app: App,
    from: Option<Arc<Endpoint>>,
    /// None if the call is one-way.
    id: Option<Arc<str>>,
    channel: &'static str,
    /// Until the handler has ended.
    charge: Option<Charge>,
    is_settled: bool,
}

impl OpenCall {
    fn respond(mut self, answer: Answer) {
        self.settle(answer);
    }

    fn settle(&mut self, answer: Answer) {
        self.is_settled = true;
        // First, so that the caller has what it is given back when it hears of the end.
        self.charge = None;
        match (&self.from, &self.id) {
            (Some(from), Some(id)) => {
                if from.settle_call(id).is_some() {
                    Address { app: &self.app, endpoint: from.number, id }.settle(answer);
                }
            }
            (Some(from), None) => {
                from.settle_send();
                if let Err(error) = answer
                    && !from.gone.is_cancelled()
                {
                    log::from_page(from.number, "a one-way call failed", &error.to_string());
                }
            }
            (None, Some(id)) => Address { app: &self.app, endpoint: MAIN, id }.settle(answer),
            (None, None) => {
                if let Err(error) = answer {
                    log::note(error);
                }
            }
        }
    }
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        if !self.is_settled {
            self.settle(panicked(self.channel));
        }
    }
}
