//! The policy: decides who may call or listen to a method, and how much at once. No other module does.
//!
//! Each call is checked in the order page, method, rate, size. The arguments are decoded and the
//! handler runs only after that.

use crate::error::{Error, ErrorCode};
use crate::frame::Limits;
use crate::page::{Endpoint, Page};
use crate::wire;

/// The sender of a frame, or the receiver of an event.
#[derive(Clone, Copy)]
pub(crate) enum Peer<'a> {
    /// The JavaScript of Electron's main process.
    Main,
    /// An open page.
    Page(&'a Page),
    /// A page that has closed, or never opened.
    Gone,
}

/// A method that a peer wants to call or listen to.
#[derive(Clone, Copy)]
pub(crate) enum Method<'a> {
    /// A method of a served API.
    Declared { api: &'a str, for_pages: bool },
    /// An event that no served API declares. An API that has only events need not be served, so the
    /// event may be one of its own.
    UndeclaredEvent,
    /// A method that no served API declares.
    Unknown,
}

/// The reason why a peer may not call or listen to a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denial {
    PageGone,
    NotFound,
    NotAllowed,
}

/// Decides whether `peer` may call `method` or listen to it.
pub(crate) fn authorize(peer: Peer<'_>, method: Method<'_>) -> Result<(), Denial> {
    let is_allowed = match (peer, method) {
        (Peer::Gone, _) => return Err(Denial::PageGone),
        (_, Method::Unknown) => return Err(Denial::NotFound),
        (Peer::Main, Method::Declared { for_pages, .. }) => !for_pages,
        (Peer::Main, Method::UndeclaredEvent) => false,
        (Peer::Page(page), Method::Declared { api, for_pages }) => {
            for_pages && page.open.apis.iter().any(|allowed| allowed == api)
        }
        (Peer::Page(page), Method::UndeclaredEvent) => page.has_unserved_api,
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
