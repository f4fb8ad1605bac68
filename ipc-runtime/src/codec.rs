//! Rust values to payloads and back, with the errors that callers see.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorCode};
use crate::payload::Payload;
use crate::wire;

impl Payload {
    /// Encodes a value.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::Internal`] if the value has no JSON, such as a map whose keys are not strings, or
    /// if its `Serialize` fails.
    pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Self, Error> {
        let mut payload = Self::default();
        wire::encode(value, &mut payload.buffers, &mut payload.text)?;
        Ok(payload)
    }

    /// Decodes the value.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidArgument`] if the value is not a `T`; the message has the path to the
    /// mismatch.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        Ok(wire::decode(&self.text, &self.slices())?)
    }

    /// Decodes arguments as a tuple; no arguments decode as `()`.
    pub(crate) fn decode_args<A: DeserializeOwned>(&self) -> Result<A, Error> {
        let text = if self.text == "[]" { "null" } else { &self.text };
        Ok(wire::decode(text, &self.slices())?)
    }

    /// Refuses a value larger than `limit`: Electron's process ends if a message is too large for it.
    pub(crate) fn check_size(&self, limit: u64) -> Result<(), Error> {
        if self.exceeds(limit) {
            let reason = format!("the value is larger than {limit} bytes");
            return Err(Error::new(ErrorCode::TooLarge, reason));
        }
        Ok(())
    }
}
