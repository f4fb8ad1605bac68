//! What a generated `…Client` calls through.

use crate::error::Error;
use crate::payload::Payload;

/// A way to call the methods that Rust implements.
///
/// A generated `…Client` calls them with their types; without one, arguments are a tuple:
///
/// ```
/// use ipc_runtime::{Error, Payload, Transport};
///
/// async fn greet(page: &impl Transport, name: &str) -> Result<String, Error> {
///     page.invoke("greet", Payload::encode(&(name,))?).await?.decode()
/// }
/// ```
pub trait Transport: Send + Sync {
    /// Calls and waits for nothing.
    ///
    /// # Errors
    ///
    /// If the call cannot be sent.
    fn send(&self, channel: &str, args: Payload) -> Result<(), Error>;

    /// Calls and waits for the answer.
    ///
    /// # Errors
    ///
    /// The error that the other side answers, or why there is no answer.
    fn invoke(
        &self,
        channel: &str,
        args: Payload,
    ) -> impl Future<Output = Result<Payload, Error>> + Send;
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
}
