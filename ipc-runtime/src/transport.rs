//! [`Transport`]: the connection of a generated `…Client`.

use std::pin::Pin;

use futures_core::Stream;

use crate::error::Error;
use crate::payload::Payload;

/// The items of a stream, as a [`Transport`] carries them.
pub type PayloadStream = Pin<Box<dyn Stream<Item = Result<Payload, Error>> + Send>>;

/// A connection to the methods that Rust implements.
///
/// A generated `…Client` calls the methods with their own types. Without a client, the arguments are a
/// tuple:
///
/// ```
/// use ipc_runtime::{Error, Payload, Transport};
///
/// async fn greet(page: &impl Transport, name: &str) -> Result<String, Error> {
///     page.invoke("greet", Payload::encode(&(name,))?).await?.decode()
/// }
/// ```
pub trait Transport: Send + Sync {
    /// Makes a one-way call, which has no answer.
    ///
    /// # Errors
    ///
    /// If the call cannot be sent.
    fn send(&self, channel: &str, args: Payload) -> Result<(), Error>;

    /// Makes a call and waits for the answer.
    ///
    /// # Errors
    ///
    /// The error that the other side answers, or the reason why there is no answer.
    fn invoke(
        &self,
        channel: &str,
        args: Payload,
    ) -> impl Future<Output = Result<Payload, Error>> + Send;

    /// Makes a call and returns the stream of its items. Dropping it ends the stream on the other side.
    fn stream(&self, channel: &str, args: Payload) -> PayloadStream;
}

impl<T: Transport> Transport for &T {
    fn send(&self, channel: &str, args: Payload) -> Result<(), Error> {
        (**self).send(channel, args)
    }

    fn invoke(
        &self,
        channel: &str,
        args: Payload,
    ) -> impl Future<Output = Result<Payload, Error>> + Send {
        (**self).invoke(channel, args)
    }

    fn stream(&self, channel: &str, args: Payload) -> PayloadStream {
        (**self).stream(channel, args)
    }
}
