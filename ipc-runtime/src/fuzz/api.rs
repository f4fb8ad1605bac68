//! The API of the frame target, with every kind of handler.

use std::pin::pin;

use futures_util::future::{Either, select};
use futures_util::stream;
use ipc_macros::ipc_api;
use tokio::sync::watch;

use super::any::Any;
use super::types::Shape;
use crate::bytes::Bytes;
use crate::caller::Caller;
use crate::error::ErrorCode;
use crate::incoming::Incoming;

#[ipc_api]
pub(super) trait FuzzApi {
    #[invoke("echo")]
    fn echo(&self, value: Any) -> Any;
    #[invoke("types")]
    fn types(
        &self,
        text: String,
        bytes: Bytes,
        number: Option<f64>,
        shape: Option<Shape>,
    ) -> Result<Vec<u8>, Shape>;
    #[invoke("later")]
    async fn later(&self, value: Any) -> Any;
    #[send("tell")]
    fn tell(&self, caller: &Caller, text: String);
    #[event("told")]
    fn told(text: String);
    /// Gives `value` some times, and then ends with an error or without.
    #[stream("repeat")]
    fn repeat(
        &self,
        times: u8,
        value: Any,
        end: Option<Shape>,
    ) -> impl futures_core::Stream<Item = Result<Any, Shape>>;
    /// Reads a stream to its end, or until the gate opens.
    #[invoke("collect")]
    async fn collect(&self, items: Incoming<Any>) -> Result<Vec<Any>, String>;
    /// Asks the calling page, until the gate opens.
    #[invoke("ask")]
    async fn ask(&self, caller: &Caller, value: Any) -> Result<Any, String>;
    /// Passes a value on to the other pages.
    #[relay("pass")]
    fn pass(value: Any);
    #[request("confirm")]
    async fn confirm(value: Any) -> Result<Any, Shape>;
}

pub(super) struct Fuzzed {
    /// Async handlers end when this is true.
    pub(super) gate: watch::Sender<bool>,
}

impl Fuzzed {
    async fn until_open(&self) {
        // This fails only if the gate is dropped, which lives as long as `self`.
        let _ = self.gate.subscribe().wait_for(|is_open| *is_open).await;
    }
}

impl FuzzApi for Fuzzed {
    fn echo(&self, value: Any) -> Any {
        value
    }

    fn types(
        &self,
        text: String,
        bytes: Bytes,
        number: Option<f64>,
        shape: Option<Shape>,
    ) -> Result<Vec<u8>, Shape> {
        match (number, shape) {
            (None, Some(shape)) => Err(shape),
            _ => Ok([text.as_bytes(), &bytes].concat()),
        }
    }

    async fn later(&self, value: Any) -> Any {
        self.until_open().await;
        value
    }

    fn tell(&self, caller: &Caller, text: String) {
        if let Err(error) = FuzzApiRenderer::new(caller).told(text) {
            assert_eq!(error.code(), ErrorCode::TooLarge, "{error}");
        }
    }

    fn repeat(
        &self,
        times: u8,
        value: Any,
        end: Option<Shape>,
    ) -> impl futures_core::Stream<Item = Result<Any, Shape>> {
        let items = std::iter::repeat_n(value, times.into()).map(Ok);
        stream::iter(items.chain(end.map(Err)))
    }

    async fn collect(&self, mut items: Incoming<Any>) -> Result<Vec<Any>, String> {
        let mut collected = Vec::new();
        let all = async {
            while let Some(item) = items.next().await {
                collected.push(item.map_err(|error| error.to_string())?);
            }
            Ok::<_, String>(())
        };
        if let Either::Left((end, _)) = select(pin!(all), pin!(self.until_open())).await {
            end?;
        }
        Ok(collected)
    }

    async fn ask(&self, caller: &Caller, value: Any) -> Result<Any, String> {
        let answer = FuzzApiRenderer::new(caller).confirm(value).into_future();
        match select(answer, pin!(self.until_open())).await {
            Either::Left((Ok(Ok(answer)), _)) => Ok(answer),
            Either::Left((Ok(Err(shape)), _)) => Err(shape.to_string()),
            Either::Left((Err(error), _)) => Err(error.to_string()),
            Either::Right(_) => Err("nobody has answered".to_owned()),
        }
    }
}
