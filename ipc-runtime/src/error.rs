//! [`Error`]: why a call failed, and how an error crosses.

use std::borrow::Cow;
use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::payload::Payload;
use crate::wire;

/// The reasons why a call can fail.
///
/// All codes except [`Application`](Self::Application) are set by the runtime. A JavaScript error has
/// the code in kebab case: `"invalid-argument"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ErrorCode {
    /// The handler returned `Err(E)`, or threw.
    Application,
    /// An argument or a result does not have the declared type; the message has the path to it.
    InvalidArgument,
    /// The policy does not allow this caller to call the method.
    Denied,
    /// Nothing serves this channel.
    NotFound,
    /// No answer came in time.
    Timeout,
    /// The caller cancelled the call, or its page is gone.
    Cancelled,
    /// The message is larger than allowed.
    TooLarge,
    /// Too many calls are open, or their arguments together are too large; the message has the limit.
    Overloaded,
    /// The other side has closed the connection.
    BackendGone,
    /// The two sides were generated from different sources.
    SchemaMismatch,
    /// A handler panicked, or a value could not be encoded.
    Internal,
}

impl ErrorCode {
    /// The code as JavaScript sees it, in kebab case.
    ///
    /// ```
    /// assert_eq!(ipc_runtime::ErrorCode::NotFound.as_str(), "not-found");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::InvalidArgument => "invalid-argument",
            Self::Denied => "denied",
            Self::NotFound => "not-found",
            Self::Timeout => "timeout",
            Self::Cancelled => "cancelled",
            Self::TooLarge => "too-large",
            Self::Overloaded => "overloaded",
            Self::BackendGone => "backend-gone",
            Self::SchemaMismatch => "schema-mismatch",
            Self::Internal => "internal",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a call to the other side failed.
///
/// ```
/// use ipc_runtime::{Error, ErrorCode};
///
/// fn describe(error: &Error) -> String {
///     match error.code() {
///         ErrorCode::Cancelled => "the window was closed".to_owned(),
///         _ => error.to_string(),
///     }
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Error {
    code: ErrorCode,
    message: String,
    data: Option<Payload>,
}

impl Error {
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: None }
    }

    pub(crate) fn application(message: String, data: Payload) -> Self {
        Self { code: ErrorCode::Application, message, data: Some(data) }
    }

    pub(crate) fn cancelled(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Cancelled, message)
    }

    /// The reason, for programs.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// The reason, for people.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The `E` of the handler's `Err(E)`.
    ///
    /// For an error that JavaScript of the main process threw, this is the error's `data`. An error
    /// without `data` but with a `code`, as Node's errors have, gives `{ code }`:
    ///
    /// ```
    /// # use ipc_runtime::Error;
    /// #[derive(serde::Deserialize)]
    /// struct Thrown {
    ///     code: String,
    /// }
    ///
    /// fn is_missing_file(error: &Error) -> bool {
    ///     error.data::<Thrown>().is_ok_and(|thrown| thrown.code == "ENOENT")
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorCode::NotFound`] if the error carries no value, [`ErrorCode::InvalidArgument`] if the
    /// value is not an `E`.
    pub fn data<E: DeserializeOwned>(&self) -> Result<E, Self> {
        match &self.data {
            Some(data) => Ok(wire::decode(&data.text, &data.slices())?),
            None => Err(Self::new(ErrorCode::NotFound, "the error carries no value")),
        }
    }

    /// The value that the handler returned as its `Err`, if there is one.
    pub(crate) fn payload(&self) -> Option<&Payload> {
        self.data.as_ref()
    }

    /// The payload of an `error` or a `fail`. Only the runtime's own errors have a `code`: the other
    /// side derives the code of an `E` from its schema.
    pub(crate) fn into_payload(self) -> Payload {
        let (data, buffers) =
            self.data.map_or_else(Default::default, |data| (data.text, data.buffers));
        let failure = Failure {
            code: (self.code != ErrorCode::Application).then_some(self.code),
            message: self.message.into(),
            data: serde_json::from_str(&data).ok(),
        };
        let text = serde_json::to_string(&failure).expect("strings and JSON are always JSON");
        Payload { text, buffers }
    }

    /// Reads the error that a page has thrown. Its code is the page's own, and not one of the runtime's.
    pub(crate) fn from_page(payload: Payload) -> Self {
        Self { code: ErrorCode::Application, ..Self::from_payload(payload) }
    }

    /// Reads the payload of an `error` or a `fail`. An unknown `code` belongs to an error that the
    /// application threw, and is its value if it has no `data`.
    pub(crate) fn from_payload(payload: Payload) -> Self {
        let failure = match serde_json::from_str::<Thrown<'_>>(&payload.text) {
            Ok(failure) => failure,
            Err(error) => {
                let message = format!("the other side sent an invalid error: {error}");
                return Self::new(ErrorCode::Internal, message);
            }
        };
        let code = failure.code.map(RawValue::get);
        let known = code.and_then(|code| serde_json::from_str(code).ok());
        let data = match (failure.data, code) {
            (Some(data), _) => Some(data.get().to_owned()),
            (None, Some(code)) if known.is_none() => Some(format!("{{\"code\":{code}}}")),
            _ => None,
        };
        Self {
            code: known.unwrap_or(ErrorCode::Application),
            message: failure.message.into_owned(),
            data: data.map(|text| Payload { text, buffers: payload.buffers }),
        }
    }
}

/// The payload of `error`, `refuse` and `fail` as this side writes it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Failure<'a> {
    /// Absent for an error that a handler returned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<ErrorCode>,
    pub(crate) message: Cow<'a, str>,
    /// The error that a handler returned.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<&'a RawValue>,
}

/// A failure as the other side may write it: with any `code`, or none of the fields.
#[derive(Deserialize)]
struct Thrown<'a> {
    #[serde(borrow, default)]
    code: Option<&'a RawValue>,
    #[serde(borrow, default)]
    message: Cow<'a, str>,
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<wire::DecodeError> for Error {
    fn from(error: wire::DecodeError) -> Self {
        Self::new(ErrorCode::InvalidArgument, error.to_string())
    }
}

impl From<wire::EncodeError> for Error {
    fn from(error: wire::EncodeError) -> Self {
        Self::new(ErrorCode::Internal, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use serde::de::IgnoredAny;

    use super::*;

    fn read(text: &str) -> Error {
        Error::from_payload(Payload { text: text.to_owned(), buffers: Vec::new() })
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Coded<T> {
        code: T,
    }

    #[test]
    fn a_javascript_error_keeps_its_message_and_value() {
        let error =
            read(r#"{"code":"ENOENT","name":"Error","message":"no such file","data":null}"#);
        assert_eq!((error.code(), error.message()), (ErrorCode::Application, "no such file"));
        assert_eq!(error.data::<Coded<String>>().unwrap(), Coded { code: "ENOENT".to_owned() });

        let error = read(r#"{"code":7,"message":"seven"}"#);
        assert_eq!(error.data::<Coded<u8>>().unwrap(), Coded { code: 7 });

        let error = read(r#"{"code":"ENOENT","message":"m","data":{"code":"EPERM"}}"#);
        assert_eq!(error.data::<Coded<String>>().unwrap(), Coded { code: "EPERM".to_owned() });

        let error = read(r#"{"code":"not-found","message":"nothing handles it"}"#);
        assert_eq!(error.code(), ErrorCode::NotFound);
        assert!(error.data::<IgnoredAny>().is_err());

        let error = read(r#"{"name":"Error","message":"m","data":[1]}"#);
        assert_eq!(
            (error.code(), error.data::<Vec<u8>>().unwrap()),
            (ErrorCode::Application, vec![1])
        );

        assert_eq!(read("{}").message(), "");
        assert_eq!(read("[").code(), ErrorCode::Internal);
    }

    #[test]
    fn an_error_survives_a_round_trip() {
        let value = Payload::encode(&[1, 2]).unwrap();
        let error = Error::from_payload(Error::application("m".to_owned(), value).into_payload());
        assert_eq!((error.code(), error.message()), (ErrorCode::Application, "m"));
        assert_eq!(error.data::<Vec<u8>>().unwrap(), [1, 2]);
        let error = Error::from_payload(Error::new(ErrorCode::Timeout, "late").into_payload());
        assert_eq!((error.code(), error.message()), (ErrorCode::Timeout, "late"));
    }
}
