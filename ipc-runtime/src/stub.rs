//! What the generated stubs are made of: `…Renderer`, `…Main` and `…Client`.

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::frame::Payload;
use crate::table::Contract;
use crate::{App, Error, Pages, Transport};

/// The inside of a `…Renderer`.
#[derive(Clone)]
pub struct PagesStub {
    pages: Pages,
    contract: &'static Contract,
}

impl PagesStub {
    /// A stub for these pages.
    pub fn new(pages: impl Into<Pages>, contract: &'static Contract) -> Self {
        Self { pages: pages.into(), contract }
    }

    /// Sends an event and says how many pages it went to.
    pub fn emit<A: Serialize>(&self, channel: &str, args: &A) -> Result<usize, Error> {
        let Pages { app, selector } = &self.pages;
        app.check_api(self.contract.name, self.contract.fingerprint)?;
        let args = Payload::encode(args)?;
        args.check_size(app.limits().message_size)?;
        Ok(app.emit(selector, self.contract.name, channel, &args))
    }
}

/// The inside of a `…Main`.
#[derive(Clone)]
pub struct MainStub {
    app: App,
    contract: &'static Contract,
}

impl MainStub {
    /// A stub for the JavaScript of this application's main process.
    #[must_use]
    pub fn new(app: &App, contract: &'static Contract) -> Self {
        Self { app: app.clone(), contract }
    }

    /// Sends an event.
    pub fn tell<A: Serialize>(&self, channel: &str, args: &A) -> Result<(), Error> {
        self.app.check_api(self.contract.name, self.contract.fingerprint)?;
        self.app.tell(channel, Payload::encode(args)?);
        Ok(())
    }

    /// Sends a request and waits for the answer.
    pub async fn ask<A: Serialize, R: DeserializeOwned>(
        &self,
        channel: &str,
        args: A,
    ) -> Result<R, Error> {
        self.app.check_api(self.contract.name, self.contract.fingerprint)?;
        let args = Payload::encode(&args)?;
        self.app.ask(channel, args).await?.decode()
    }
}

/// A transport that can carry these arguments there and this result back.
///
/// The bound stands on each method of a `…Client`, so that a trait whose types cannot cross in
/// that direction is an error only where it is called.
#[diagnostic::on_unimplemented(
    message = "this method cannot be called from Rust",
    note = "a client writes the arguments and reads the result: `{A}` must be `Serialize` and `{R}` must be `Deserialize`"
)]
pub trait Carries<A, R>: Transport {
    /// Calls one way.
    fn send_args(&self, channel: &str, args: A) -> Result<(), Error>;

    /// Calls and waits for the result.
    fn invoke_args(
        &self,
        channel: &str,
        args: A,
        outcome: Outcome,
    ) -> impl Future<Output = Result<R, Error>> + Send;
}

#[diagnostic::do_not_recommend]
impl<T: Transport, A: Serialize + Send, R: DeserializeOwned> Carries<A, R> for T {
    fn send_args(&self, channel: &str, args: A) -> Result<(), Error> {
        self.send(channel, Payload::encode(&args)?)
    }

    async fn invoke_args(&self, channel: &str, args: A, outcome: Outcome) -> Result<R, Error> {
        let answer = self.invoke(channel, Payload::encode(&args)?).await;
        match (outcome, answer) {
            (Outcome::Value, answer) => answer?.decode(),
            // serde's own reading of a `Result` splits it again.
            (Outcome::Result, Ok(value)) => value.wrap("Ok").decode(),
            (Outcome::Result, Err(error)) => match error.into_data() {
                Ok(data) => data.wrap("Err").decode(),
                Err(error) => Err(error),
            },
        }
    }
}

/// What a method's answer is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The value itself.
    Value,
    /// A value, or the error that the handler returned.
    Result,
}

/// Whether a type is a `Result`, whatever its name: an inherent constant is found before a trait's.
pub struct Fallibility<R>(PhantomData<R>);

impl<T, E> Fallibility<Result<T, E>> {
    /// It is.
    pub const OUTCOME: Outcome = Outcome::Result;
}

/// Where an ordinary value's outcome comes from.
pub trait PlainValue {
    /// It is not a `Result`.
    const OUTCOME: Outcome = Outcome::Value;
}

impl<R> PlainValue for Fallibility<R> {}
