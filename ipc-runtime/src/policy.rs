//! The policy: decides who may call or listen to a method, and how much at once. No other module does.
//!
//! Each call is checked in the order page, method, rate, size. The arguments are decoded and the
//! handler runs only after that.

use crate::error::{Error, ErrorCode};
use crate::frame::Limits;
use crate::page::{Endpoint, Page};
use crate::table::Channel;
use crate::wire;

/// The sender of a frame, or the receiver of an event.
#[derive(Clone, Copy)]
pub(crate) enum Principal<'a> {
    /// The JavaScript of Electron's main process.
    Main,
    /// An open page.
    Page(&'a Page),
    /// A page that has closed, or never opened.
    Gone,
}

/// A call of a method, or a subscription to an event.
#[derive(Clone, Copy)]
pub(crate) enum Operation<'a> {
    /// Of a method of a served API.
    Declared { api: &'a str, for_pages: bool },
    /// To an event without a served API: an API of events only need not be served.
    UndeclaredEvent,
    /// Of a method that no served API declares.
    Unknown,
}

/// The reason why an operation is denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denial {
    PageGone,
    NotFound,
    NotAllowed,
}

/// Decides whether `principal` may do `operation`.
pub(crate) fn authorize(principal: Principal<'_>, operation: Operation<'_>) -> Result<(), Denial> {
    let is_allowed = match (principal, operation) {
        (Principal::Gone, _) => return Err(Denial::PageGone),
        (_, Operation::Unknown) => return Err(Denial::NotFound),
        (Principal::Main, Operation::Declared { for_pages, .. }) => !for_pages,
        (Principal::Main, Operation::UndeclaredEvent) => false,
        (Principal::Page(page), Operation::Declared { api, for_pages }) => {
            for_pages && page.open.apis.iter().any(|allowed| allowed == api)
        }
        (Principal::Page(page), Operation::UndeclaredEvent) => page.has_unserved_api,
    };
    if is_allowed { Ok(()) } else { Err(Denial::NotAllowed) }
}

impl Denial {
    /// The error for the caller of `channel`.
    pub(crate) fn into_error(self, channel: &str) -> Error {
        let (code, message) = match self {
            Self::PageGone => {
                (ErrorCode::Denied, format!("the page that calls channel `{channel}` is gone"))
            }
            Self::NotFound => (ErrorCode::NotFound, format!("nothing serves channel `{channel}`")),
            Self::NotAllowed => {
                (ErrorCode::Denied, format!("this page may not call channel `{channel}`"))
            }
        };
        Error::new(code, message)
    }
}

/// Checks the rate: the number of open calls of the page.
pub(crate) fn check_rate(from: &Endpoint, limits: &Limits) -> Result<(), (ErrorCode, String)> {
    let limit = limits.open_calls;
    if from.page.open_calls() >= limit {
        let reason = format!("its page has {limit} open calls, which is the limit `openCalls`");
        return Err((ErrorCode::Overloaded, reason));
    }
    Ok(())
}

/// Checks the size of the arguments against the limit of the method.
pub(crate) fn check_max_bytes(channel: &Channel, size: u64) -> Result<u64, (ErrorCode, String)> {
    match channel.max_bytes {
        Some(limit) if size > limit => {
            let reason = format!(
                "its arguments are larger than {limit} bytes, which is the limit `max_bytes` of the method"
            );
            Err((ErrorCode::TooLarge, reason))
        }
        _ => Ok(size),
    }
}

/// Checks the size of the message, and of the arguments of all open calls of the contents. Returns
/// the size of the arguments.
pub(crate) fn check_size(
    from: &Endpoint,
    limits: &Limits,
    is_too_large: bool,
    args: &str,
    buffers: &[&[u8]],
) -> Result<u64, (ErrorCode, String)> {
    let limit = limits.message_size;
    if is_too_large {
        let reason =
            format!("its message is larger than {limit} bytes, which is the limit `messageSize`");
        return Err((ErrorCode::TooLarge, reason));
    }
    let size = wire::size(args, buffers);
    // The message has each buffer once, but the handler gets a copy for each reference to it.
    if size - args.len() as u64 > limit {
        let reason = format!(
            "its arguments are larger than {limit} bytes, which is the limit `messageSize`"
        );
        return Err((ErrorCode::TooLarge, reason));
    }
    let limit = limits.open_bytes;
    if !from.page.contents.fits(size, limit) {
        let reason = format!(
            "its arguments and those of the other open calls are larger than {limit} bytes, which \
             is the limit `openBytes`"
        );
        return Err((ErrorCode::Overloaded, reason));
    }
    Ok(size)
}
