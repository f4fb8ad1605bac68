//! The parts of the generated stubs `…Renderer`, `…Main` and `…Client`.

use std::future::ready;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::Error;
use crate::items::Items;
use crate::page_request::PageRequest;
use crate::pages::Pages;
use crate::payload::Payload;
use crate::returned::Fallibility;
use crate::table::Contract;
use crate::transport::Transport;

/// The stub in a `…Renderer`: calls pages.
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

    /// Emits an event and returns the number of pages that it reached.
    ///
    /// # Errors
    ///
    /// If the two sides were generated from different traits, or the arguments cannot be encoded or are
    /// too large.
    pub fn emit<A: Serialize>(&self, channel: &str, args: &A) -> Result<usize, Error> {
        let Pages { app, selector } = &self.pages;
        app.check_api(self.contract.name, self.contract.fingerprint)?;
        let args = Payload::encode(args)?;
        args.check_size(app.limits().message_size)?;
        Ok(app.emit_to_pages(selector, self.contract.name, channel, args))
    }

    /// Joins the page with another one by a port for messages `M`, once both have a listener. The port ends
    /// when one of the pages does.
    ///
    /// # Errors
    ///
    /// If the two sides were generated from different traits; `NotFound` if no page is selected that may use
    /// the API; `InvalidArgument` if several are selected for one end, or the same one for both.
    pub fn join<M: DeserializeOwned>(
        &self,
        channel: &'static str,
        other: impl Into<Pages>,
    ) -> Result<(), Error> {
        let Pages { app, selector } = &self.pages;
        app.check_api(self.contract.name, self.contract.fingerprint)?;
        app.join_pages([selector, &other.into().selector], self.contract.name, channel)
    }

    /// A request to the pages. The bound of `R` is here, so that rustc reports a type that cannot be
    /// read where the method is declared.
    pub fn request<A: Serialize, R: DeserializeOwned>(
        &self,
        channel: &'static str,
        args: &A,
        fallibility: Fallibility,
    ) -> PageRequest<R> {
        let args = Payload::encode(args);
        PageRequest::new(self.pages.clone(), self.contract, channel, args, fallibility)
    }
}

/// The stub in a `…Main`: calls the JavaScript of Electron's main process.
#[derive(Clone)]
pub struct MainStub {
    app: App,
    contract: &'static Contract,
}

impl MainStub {
    /// A stub for the main process of this application.
    #[must_use]
    pub fn new(app: &App, contract: &'static Contract) -> Self {
        Self { app: app.clone(), contract }
    }

    /// Emits an event.
    ///
    /// # Errors
    ///
    /// If the two sides were generated from different traits, or the arguments cannot be encoded.
    pub fn emit<A: Serialize>(&self, channel: &str, args: &A) -> Result<(), Error> {
        self.app.check_api(self.contract.name, self.contract.fingerprint)?;
        self.app.emit_to_main(channel, Payload::encode(args)?);
        Ok(())
    }

    /// Sends a request and waits for the answer.
    ///
    /// # Errors
    ///
    /// The errors of [`emit`](Self::emit), the error that the main process answers, and
    /// `BackendGone` if it has closed the connection.
    pub async fn request<A: Serialize, R: DeserializeOwned>(
        &self,
        channel: &str,
        args: A,
        fallibility: Fallibility,
    ) -> Result<R, Error> {
        self.app.check_api(self.contract.name, self.contract.fingerprint)?;
        let args = Payload::encode(&args)?;
        let timeout = self.contract.timeout_of_request(channel);
        fallibility.decode(self.app.request(None, channel, args, timeout).await)
    }
}

/// A transport that can carry the arguments `A` to the other side and the result `R` back.
///
/// Types that cannot cross in these directions are an error only where the client's method is called.
#[diagnostic::on_unimplemented(
    message = "this method cannot be called from Rust",
    note = "a client encodes the arguments and decodes the result: `{A}` must be `Serialize` and `{R}` must be `Deserialize`"
)]
pub trait Carries<A, R>: Transport {
    /// Makes a one-way call.
    fn send_args(&self, channel: &str, args: A) -> Result<(), Error>;

    /// Makes a call and waits for the result.
    fn invoke_args(
        &self,
        channel: &'static str,
        args: A,
        fallibility: Fallibility,
    ) -> ResultFuture<'_, R>;

    /// Makes a call and returns the stream of its items.
    fn stream_args(&self, channel: &str, args: A, fallibility: Fallibility) -> Items<R>;
}

#[diagnostic::do_not_recommend]
impl<T: Transport, A: Serialize, R: DeserializeOwned> Carries<A, R> for T {
    fn send_args(&self, channel: &str, args: A) -> Result<(), Error> {
        self.send(channel, Payload::encode(&args)?)
    }

    fn invoke_args(
        &self,
        channel: &'static str,
        args: A,
        fallibility: Fallibility,
    ) -> ResultFuture<'_, R> {
        let args = Payload::encode(&args);
        Box::pin(async move { fallibility.decode(self.invoke(channel, args?).await) })
    }

    fn stream_args(&self, channel: &str, args: A, fallibility: Fallibility) -> Items<R> {
        let stream = match Payload::encode(&args) {
            Ok(args) => self.stream(channel, args),
            Err(error) => Box::pin(stream::once(ready(Err(error)))),
        };
        Items::new(stream, fallibility)
    }
}

/// A call of a generated `…Client`: a future of `Result<R, Error>`. The call is made when the future is
/// first polled.
///
/// The future requires that the arguments `A` are `Serialize` and the result `R` is `Deserialize`.
#[must_use = "a call is made when it is awaited"]
pub struct Reply<'a, T, A, R> {
    transport: &'a T,
    channel: &'static str,
    fallibility: Fallibility,
    /// The arguments, until the call is made.
    args: Option<A>,
    /// The running call.
    result: Option<ResultFuture<'a, R>>,
}

type ResultFuture<'a, R> = Pin<Box<dyn Future<Output = Result<R, Error>> + Send + 'a>>;

impl<'a, T, A, R> Reply<'a, T, A, R> {
    /// A call that has not been made.
    pub const fn new(
        transport: &'a T,
        channel: &'static str,
        args: A,
        fallibility: Fallibility,
    ) -> Self {
        Self { transport, channel, fallibility, args: Some(args), result: None }
    }
}

/// No field is pinned: the running call is in a box.
impl<T, A, R> Unpin for Reply<'_, T, A, R> {}

impl<T: Carries<A, R>, A, R> Future for Reply<'_, T, A, R> {
    type Output = Result<R, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { transport, channel, fallibility, args, result } = self.get_mut();
        let result = match args.take() {
            Some(args) => result.insert(transport.invoke_args(channel, args, *fallibility)),
            None => result.as_mut().expect("a call is not polled again after a panic"),
        };
        result.as_mut().poll(context)
    }
}
