//! The types that methods return, and the answers that they become.

use std::error::Error as StdError;
use std::fmt::Display;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorCode};
use crate::payload::Payload;

/// The return type of a method. The type decides whether the method can fail, whatever its name is:
/// rustc prefers the inherent items, which exist for `Result`, to those of the trait [`Infallible`].
pub struct Returned<R>(PhantomData<R>);

impl<T, E> Returned<Result<T, E>> {
    /// The method can fail.
    pub const FALLIBILITY: Fallibility = Fallibility::Fallible;

    /// The answer of a handler that can fail. rustc infers `By`, because an `E` crosses in one way only.
    pub fn answer<By>(result: &Result<T, E>) -> Result<Payload, Error>
    where
        T: Serialize,
        E: CrossingError<By>,
    {
        match result {
            Ok(value) => Payload::encode(value),
            Err(error) => Err(error.to_error()),
        }
    }
}

/// An error that a method can return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a method",
    label = "this method returns a `Result` with the error `{Self}`",
    note = "an error must implement `serde::Serialize` and `std::fmt::Display`",
    note = "`Box<dyn Error>`, `anyhow::Error` and `eyre::Report` cross without either, as their message"
)]
pub trait CrossingError<By> {
    /// The error as it crosses.
    fn to_error(&self) -> Error;
}

/// An error crosses as its message and its value.
pub struct ByValue;

/// An error crosses as its message alone.
pub struct ByMessage;

#[diagnostic::do_not_recommend]
impl<E: Serialize + Display> CrossingError<ByValue> for E {
    fn to_error(&self) -> Error {
        match Payload::encode(self) {
            Ok(value) => Error::application(self.to_string(), value),
            Err(error) => error,
        }
    }
}

/// A pointer to any error. A type that merely lacks `Serialize` is none, so that a forgotten derive is an
/// error of rustc.
#[diagnostic::do_not_recommend]
impl<E: Deref<Target: AnyError> + Display> CrossingError<ByMessage> for E {
    fn to_error(&self) -> Error {
        Error::new(ErrorCode::Application, self.to_string())
    }
}

/// The error behind `Box<dyn Error>`, `anyhow::Error` and `eyre::Report`, which all dereference to it.
pub trait AnyError {}

impl AnyError for dyn StdError {}
impl AnyError for dyn StdError + Send {}
impl AnyError for dyn StdError + Sync {}
impl AnyError for dyn StdError + Send + Sync {}

/// The return type of a method that cannot fail.
pub trait Infallible {
    /// The type.
    type Value;

    /// The method cannot fail.
    const FALLIBILITY: Fallibility = Fallibility::Infallible;

    /// The answer of a handler that cannot fail. The bound is on the function and not on the trait, so
    /// that rustc finds the function for every type, and its error names the type that lacks `Serialize`.
    fn answer(value: &Self::Value) -> Result<Payload, Error>
    where
        Self::Value: Serialize;
}

impl<T> Infallible for Returned<T> {
    type Value = T;

    fn answer(value: &T) -> Result<Payload, Error>
    where
        T: Serialize,
    {
        Payload::encode(value)
    }
}

/// Whether a method can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fallibility {
    /// The method returns a value.
    Infallible,
    /// The method returns a value or an error of the application.
    Fallible,
}

impl Fallibility {
    /// Decodes the answer of a method with the return type `R`.
    pub(crate) fn decode<R: DeserializeOwned>(
        self,
        answer: Result<Payload, Error>,
    ) -> Result<R, Error> {
        match (self, answer) {
            (Self::Infallible, answer) => answer?.decode(),
            // `R` is a `Result`, which serde reads from `{"Ok":…}` or `{"Err":…}`.
            (Self::Fallible, Ok(value)) => value.wrap("Ok").decode(),
            (Self::Fallible, Err(error)) => match error.payload() {
                // A failure that is none of the method's own, such as a `TypeError`, has other data.
                Some(data) => data.clone().wrap("Err").decode().map_err(|_| error),
                None => Err(error),
            },
        }
    }
}
