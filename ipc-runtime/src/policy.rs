//! The policy: the one place that decides who may call or listen to what, and how much at once.
//!
//! A message is checked in this order: page, method, rate, size. Decoding and the handler come after
//! that.

use crate::frame::Limits;
use crate::page::{Endpoint, Page};
use crate::{Error, ErrorCode, wire};

/// Who sends a frame, or receives an event.
#[derive(Clone, Copy)]
pub(crate) enum Peer<'a> {
    /// The JavaScript of Electron's main process.
    Main,
    /// A page that is there.
    Page(&'a Page),
    /// A page that is gone, or never was.
    Gone,
}

/// What a peer wants to call or listen to.
#[derive(Clone, Copy)]
pub(crate) enum Method<'a> {
    /// A method of this API.
    Of { api: &'a str, for_pages: bool },
    /// An event that no served API declares. It may be one of an API that has nothing but events:
    /// these need not be served.
    UnservedEvent,
    /// A method that nobody declares.
    Unknown,
}

/// Why a peer may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denial {
    PageGone,
    NotFound,
    NotAllowed,
}

/// Whether `peer` may call `method`, or listen to it.
pub(crate) fn authorize(peer: Peer<'_>, method: Method<'_>) -> Result<(), Denial> {
    let is_allowed = match (peer, method) {
        (Peer::Gone, _) => return Err(Denial::PageGone),
        (_, Method::Unknown) => return Err(Denial::NotFound),
        (Peer::Main, Method::Of { for_pages, .. }) => !for_pages,
        (Peer::Main, Method::UnservedEvent) => false,
        (Peer::Page(page), Method::Of { api, for_pages }) => {
            for_pages && page.open.apis.iter().any(|allowed| allowed == api)
        }
        (Peer::Page(page), Method::UnservedEvent) => page.has_unserved_api,
    };
    if is_allowed { Ok(()) } else { Err(Denial::NotAllowed) }
}

impl Denial {
    /// As the caller of `channel` is told.
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

/// Checks the rate: how many calls the page has open.
pub(crate) fn check_rate(from: &Endpoint, limits: &Limits) -> Result<(), (ErrorCode, String)> {
    let limit = limits.open_calls;
    if from.page.open_calls() >= limit {
        let reason = format!("{limit} calls of its page are open, which is the limit `openCalls`");
        return Err((ErrorCode::Overloaded, reason));
    }
    Ok(())
}

/// Checks the size: of the message, and of the arguments of all calls that its contents have open.
/// Gives the size of the arguments.
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
    // A buffer that is referred to twice is two values to the handler.
    if size - args.len() as u64 > limit {
        let reason = format!(
            "its arguments are larger than {limit} bytes, which is the limit `messageSize`"
        );
        return Err((ErrorCode::TooLarge, reason));
    }
    let limit = limits.open_bytes;
    if !from.page.contents.fits(size, limit) {
        let reason = format!(
            "with the calls that have not ended, its arguments are more than {limit} bytes, which \
             is the limit `openBytes`"
        );
        return Err((ErrorCode::Overloaded, reason));
    }
    Ok(size)
}
