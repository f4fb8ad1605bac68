//! The types that methods return, and the answers that they become.

use std::fmt::Display;
use std::marker::PhantomData;

use serde::Serialize;

use crate::error::Error;
use crate::payload::Payload;

/// The return type of a method. The type decides whether the method can fail, whatever its name is:
/// rustc prefers the inherent items, which exist for `Result`, to those of the trait [`Infallible`].
pub struct Returned<R>(PhantomData<R>);

impl<T, E> Returned<Result<T, E>> {
    /// The method can fail.
    pub const FALLIBILITY: Fallibility = Fallibility::Fallible;

    /// The answer of a handler that can fail.
    pub fn answer(result: &Result<T, E>) -> Result<Payload, Error>
    where
        T: Serialize,
        E: Serialize + Display,
    {
        match result {
            Ok(value) => Payload::encode(value),
            Err(error) => Err(Error::application(error.to_string(), Payload::encode(error)?)),
        }
    }
}

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
