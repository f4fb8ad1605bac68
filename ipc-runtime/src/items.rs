//! [`Items`]: a stream of Rust's, as a generated `…Client` reads it.

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::returned::Fallibility;
use crate::transport::PayloadStream;

/// The items of a stream that a generated `…Client` reads: a [`Stream`] of `Result<R, Error>`.
///
/// Dropping it ends the stream on the other side.
#[must_use = "a stream is read by polling it"]
pub struct Items<R> {
    stream: PayloadStream,
    fallibility: Fallibility,
    item: PhantomData<fn() -> R>,
}

impl<R> Items<R> {
    pub(crate) fn new(stream: PayloadStream, fallibility: Fallibility) -> Self {
        Self { stream, fallibility, item: PhantomData }
    }
}

impl<R: DeserializeOwned> Items<R> {
    /// Waits for the next item. Returns `None` at the end of the stream.
    ///
    /// # Errors
    ///
    /// The failure that ended the stream, or `InvalidArgument` if an item is not an `R`.
    pub async fn next(&mut self) -> Option<Result<R, Error>> {
        StreamExt::next(self).await
    }
}

impl<R: DeserializeOwned> Stream for Items<R> {
    type Item = Result<R, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let item = ready!(this.stream.as_mut().poll_next(context));
        Poll::Ready(item.map(|item| this.fallibility.decode(item)))
    }
}
