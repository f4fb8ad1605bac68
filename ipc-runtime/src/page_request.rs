//! [`PageRequest`]: a request to pages, which chooses among their answers.

use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{join_all, select_ok};
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{Error, ErrorCode};
use crate::page::Endpoint;
use crate::pages::Pages;
use crate::payload::Payload;
use crate::returned::Fallibility;
use crate::table::Contract;

/// A request to pages: a method with `#[request]` of a generated `…Renderer` returns it.
///
/// Awaiting it asks the only page that is selected and has a handler. [`first`](Self::first) and
/// [`all`](Self::all) ask several pages. Each page is asked once, and only the page that was asked can
/// answer. Dropping the future tells the pages that nobody waits any more.
///
/// ```
/// use std::time::Duration;
///
/// use ipc_runtime::{App, Caller, Error, ipc_api};
///
/// #[ipc_api]
/// pub trait AgentApi {
///     /// Asks the user whether a process may sign.
///     #[request]
///     async fn confirm(process: String) -> bool;
/// }
///
/// async fn may_sign(caller: &Caller, process: &str) -> Result<bool, Error> {
///     AgentApiRenderer::new(caller)
///         .confirm(process.to_owned())
///         .timeout(Duration::from_secs(30))
///         .await
/// }
///
/// async fn any_window(app: &App, process: &str) -> Result<bool, Error> {
///     AgentApiRenderer::new(app).confirm(process.to_owned()).first().await
/// }
/// ```
#[must_use = "a request is sent when it is awaited"]
pub struct PageRequest<R> {
    pages: Pages,
    contract: &'static Contract,
    channel: &'static str,
    args: Result<Payload, Error>,
    fallibility: Fallibility,
    timeout: Option<Duration>,
    answer: PhantomData<fn() -> R>,
}

impl<R> PageRequest<R> {
    pub(crate) fn new(
        pages: Pages,
        contract: &'static Contract,
        channel: &'static str,
        args: Result<Payload, Error>,
        fallibility: Fallibility,
    ) -> Self {
        let timeout = contract.timeout_of_request(channel);
        Self { pages, contract, channel, args, fallibility, timeout, answer: PhantomData }
    }

    /// Gives up after this time, with the code `Timeout`, in place of the method's own `timeout`.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The request, and the pages to ask: at least one.
    fn select(self) -> Result<(Question<R>, Vec<Arc<Endpoint>>), Error> {
        let Pages { app, selector } = self.pages;
        app.check_api(self.contract.name, self.contract.fingerprint)?;
        let args = self.args?;
        args.check_size(app.limits().message_size)?;
        let (endpoints, selected) =
            app.pages().handling(&selector, self.contract.name, self.channel);
        if endpoints.is_empty() {
            let reason = match selected {
                0 => "no page is open that may receive it".to_owned(),
                1 => "the page has no handler".to_owned(),
                count => format!("none of the {count} pages has a handler"),
            };
            return Err(Error::new(
                ErrorCode::NotFound,
                format!("nobody can answer `{}`: {reason}", self.channel),
            ));
        }
        let question = Question {
            app,
            channel: self.channel,
            args,
            fallibility: self.fallibility,
            timeout: self.timeout,
            answer: PhantomData,
        };
        Ok((question, endpoints))
    }
}

impl<R: DeserializeOwned> PageRequest<R> {
    /// Asks all selected pages that have a handler, and returns the first answer. The other pages are
    /// told that nobody waits any more.
    ///
    /// # Errors
    ///
    /// `NotFound` if no page can be asked; the last failure if no page answers; `Timeout`.
    pub async fn first(self) -> Result<R, Error> {
        let (question, endpoints) = self.select()?;
        let answers = endpoints.iter().map(|endpoint| Box::pin(question.ask(endpoint)));
        select_ok(answers).await.map(|(answer, _)| answer)
    }

    /// Asks all selected pages that have a handler, and returns the answer or the failure of each.
    ///
    /// # Errors
    ///
    /// `NotFound` if no page can be asked.
    pub async fn all(self) -> Result<Vec<(Caller, Result<R, Error>)>, Error> {
        let (question, endpoints) = self.select()?;
        let answers = join_all(endpoints.iter().map(|endpoint| question.ask(endpoint))).await;
        let callers = endpoints
            .iter()
            .map(|endpoint| Caller::new(question.app.clone(), Arc::clone(endpoint), None));
        Ok(callers.zip(answers).collect())
    }

    /// Asks the only selected page that has a handler.
    async fn only(self) -> Result<R, Error> {
        let (question, endpoints) = self.select()?;
        match endpoints.as_slice() {
            [endpoint] => question.ask(endpoint).await,
            several => Err(Error::new(
                ErrorCode::InvalidArgument,
                format!(
                    "{} pages can answer `{}`: use `.first()` or `.all()`",
                    several.len(),
                    question.channel
                ),
            )),
        }
    }
}

impl<R: DeserializeOwned + 'static> IntoFuture for PageRequest<R> {
    type Output = Result<R, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.only())
    }
}

/// A request whose pages have been selected.
struct Question<R> {
    app: App,
    channel: &'static str,
    args: Payload,
    fallibility: Fallibility,
    timeout: Option<Duration>,
    answer: PhantomData<fn() -> R>,
}

impl<R: DeserializeOwned> Question<R> {
    async fn ask(&self, endpoint: &Arc<Endpoint>) -> Result<R, Error> {
        let args = self.args.clone();
        let answer = self.app.request(Some(endpoint), self.channel, args, self.timeout);
        self.fallibility.decode(answer.await)
    }
}
