//! What the generated stubs are made of: `…Renderer`, `…Main` and `…Client`.

use std::pin::Pin;
use std::task::{Context, Poll};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::Error;
use crate::pages::Pages;
use crate::payload::Payload;
use crate::returned::Outcome;
use crate::table::Contract;
use crate::transport::Transport;

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

    /// Sends an event and says how many pages it reached.
    pub fn emit<A: Serialize>(&self, channel: &str, args: &A) -> Result<usize, Error> {
        let Pages { app, selector } = &self.pages;
        app.check_api(self.contract.name, self.contract.fingerprint)?;
        let args = Payload::encode(args)?;
        args.check_size(app.limits().message_size)?;
        Ok(app.emit_to_pages(selector, self.contract.name, channel, args))
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
    pub fn emit<A: Serialize>(&self, channel: &str, args: &A) -> Result<(), Error> {
        self.app.check_api(self.contract.name, self.contract.fingerprint)?;
        self.app.emit_to_main(channel, Payload::encode(args)?);
        Ok(())
    }

    /// Sends a request and waits for the answer.
    pub async fn request<A: Serialize, R: DeserializeOwned>(
        &self,
        channel: &str,
        args: A,
    ) -> Result<R, Error> {
        self.app.check_api(self.contract.name, self.contract.fingerprint)?;
        let args = Payload::encode(&args)?;
        self.app.request(channel, args).await?.decode()
    }
}

/// A transport that can carry these arguments there and this result back.
///
/// A trait whose types cannot cross in that direction is an error only where it is called.
#[diagnostic::on_unimplemented(
    message = "this method cannot be called from Rust",
    note = "a client writes the arguments and reads the result: `{A}` must be `Serialize` and `{R}` must be `Deserialize`"
)]
pub trait Carries<A, R>: Transport {
    /// Calls one way.
    fn send_args(&self, channel: &str, args: A) -> Result<(), Error>;

    /// Calls and waits for the result.
    fn invoke_args(&self, channel: &'static str, args: A, outcome: Outcome) -> Answer<'_, R>;
}

#[diagnostic::do_not_recommend]
impl<T: Transport, A: Serialize, R: DeserializeOwned> Carries<A, R> for T {
    fn send_args(&self, channel: &str, args: A) -> Result<(), Error> {
        self.send(channel, Payload::encode(&args)?)
    }

    fn invoke_args(&self, channel: &'static str, args: A, outcome: Outcome) -> Answer<'_, R> {
        let args = Payload::encode(&args);
        Box::pin(async move {
            let answer = self.invoke(channel, args?).await;
            match (outcome, answer) {
                (Outcome::Value, answer) => answer?.decode(),
                // serde's own reading of a `Result` splits it again.
                (Outcome::Result, Ok(value)) => value.wrap("Ok").decode(),
                (Outcome::Result, Err(error)) => match error.into_data() {
                    Ok(data) => data.wrap("Err").decode(),
                    Err(error) => Err(error),
                },
            }
        })
    }
}

/// A call of a generated `…Client`: a future of a `Result<R, Error>`. It is made when it is
/// awaited.
///
/// It can be awaited if the arguments `A` can be written and the result `R` can be read.
#[must_use = "a call is made when it is awaited"]
pub struct Reply<'a, T, A, R> {
    transport: &'a T,
    channel: &'static str,
    outcome: Outcome,
    /// Until the call is made.
    args: Option<A>,
    /// From then on.
    answer: Option<Answer<'a, R>>,
}

type Answer<'a, R> = Pin<Box<dyn Future<Output = Result<R, Error>> + Send + 'a>>;

impl<'a, T, A, R> Reply<'a, T, A, R> {
    /// A call to be made.
    pub const fn new(transport: &'a T, channel: &'static str, args: A, outcome: Outcome) -> Self {
        Self { transport, channel, outcome, args: Some(args), answer: None }
    }
}

/// Only what is in the box is pinned.
impl<T, A, R> Unpin for Reply<'_, T, A, R> {}

impl<T: Carries<A, R>, A, R> Future for Reply<'_, T, A, R> {
    type Output = Result<R, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { transport, channel, outcome, args, answer } = self.get_mut();
        let answer = match args.take() {
            Some(args) => answer.insert(transport.invoke_args(channel, args, *outcome)),
            None => answer.as_mut().expect("a call that has panicked is over"),
        };
        answer.as_mut().poll(context)
    }
}
