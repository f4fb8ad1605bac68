//! Packets and frames: the messages between Rust and the JavaScript of Electron's main process.
//!
//! A packet has a text and buffers, from or to one endpoint. The text is a sequence of frames. A frame
//! has two lines: a header of words, with the channel last, and one line of JSON. [`frames`] parses the
//! frames of both directions.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{log, wire};

/// The version of the protocol. The compiler writes it into generated files.
#[doc(hidden)]
pub const PROTOCOL: u32 = 3;

/// The endpoint of the JavaScript of Electron's main process itself.
pub(crate) const MAIN: u32 = 0;

/// Frames for one endpoint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Packet {
    /// The receiver: a page's endpoint, or [`MAIN`].
    pub(crate) endpoint: u32,
    /// The frames.
    pub(crate) text: String,
    /// The buffers, to which the payloads refer by index.
    pub(crate) buffers: Vec<Vec<u8>>,
}

/// Frames from one endpoint, borrowed from the transport.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Incoming<'a> {
    /// The sender: a page's endpoint, or [`MAIN`].
    pub(crate) endpoint: u32,
    /// The frames.
    pub(crate) text: &'a str,
    /// The buffers, to which the payloads refer by index.
    pub(crate) buffers: &'a [&'a [u8]],
}

impl Incoming<'_> {
    /// Whether the packet is larger than a message may be.
    pub(crate) fn exceeds(&self, limit: u64) -> bool {
        let bytes: usize = self.buffers.iter().map(|buffer| buffer.len()).sum();
        wire::exceeds(self.text, bytes, limit)
    }
}

/// A frame of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame<'a> {
    pub(crate) header: FrameHeader<'a>,
    /// `None` if the frame is truncated.
    pub(crate) payload: Option<&'a str>,
    /// The index of the first buffer of the frame in its packet.
    pub(crate) base: usize,
}

impl<'a> Frame<'a> {
    /// The buffers of the packet that the payload may refer to. Missing buffers are reported when a
    /// value that refers to them is decoded.
    pub(crate) fn buffers<T>(&self, buffers: &'a [T]) -> &'a [T] {
        buffers.get(self.base..).unwrap_or_default()
    }
}

/// The header of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrameHeader<'a> {
    // To Rust.
    Hello,
    Open { endpoint: u32 },
    Join { endpoint: u32, page: u32 },
    Close { endpoint: u32 },
    Call { id: &'a str, channel: &'a str },
    Send { channel: &'a str },
    Stream { id: &'a str, credit: Grant, channel: &'a str },
    Listen { channel: &'a str },
    Unlisten { channel: &'a str },
    // In both directions, between Rust and a page that a port has joined with another one.
    Hangup { id: u64 },
    // From the endpoint that was asked.
    Answer { id: u64 },
    Fail { id: u64 },
    // In both directions.
    Item { id: &'a str },
    Done { id: &'a str },
    Error { id: &'a str },
    Credit { id: &'a str, credit: Grant },
    Cancel { id: &'a str },
    // From Rust.
    Welcome,
    Refuse,
    Reply { id: &'a str },
    Event { channel: &'a str },
    Request { id: u64, channel: &'a str },
    Abort { id: u64 },
    Port { id: u64, endpoints: [u32; 2], channel: &'a str },
}

/// Credit that the receiver of a stream gives to its sender.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Grant {
    /// How many items more the sender may send.
    pub(crate) items: u32,
    /// How many bytes more these items may have.
    pub(crate) bytes: u32,
}

impl Grant {
    /// The credit that Rust gives to a new stream. The JavaScript side gives as much.
    pub(crate) const FIRST: Self = Self { items: 256, bytes: 1 << 20 };
}

/// The reason why a frame cannot be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrameError<'a> {
    /// The text ends within this header.
    Truncated(&'a str),
    /// The header is not the header of any frame.
    Unknown(&'a str),
}

impl fmt::Display for FrameError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated(header) => write!(f, "frame `{}` is truncated", log::truncate(header)),
            Self::Unknown(header) => write!(f, "unknown frame `{}`", log::truncate(header)),
        }
    }
}

/// Parses the frames of a packet's text. An invalid frame does not stop parsing.
pub(crate) fn frames(mut text: &str) -> impl Iterator<Item = Result<Frame<'_>, FrameError<'_>>> {
    let mut base = 0;
    std::iter::from_fn(move || {
        while !text.is_empty() {
            // A truncated header must not be parsed: it may be a valid but different header.
            let Some((header, rest)) = text.split_once('\n') else {
                return Some(Err(FrameError::Truncated(std::mem::take(&mut text))));
            };
            let (payload, rest) =
                rest.split_once('\n').map_or((None, ""), |(payload, rest)| (Some(payload), rest));
            text = rest;
            if let Some(index) = header.strip_prefix("at ") {
                if let Some(index) = number(index) {
                    base = index;
                    continue;
                }
                // With an invalid index, the following frames have no buffers.
                base = usize::MAX;
            }
            let frame = match FrameHeader::parse(header) {
                Some(header) => Ok(Frame { header, payload, base }),
                None => Err(FrameError::Unknown(header)),
            };
            return Some(frame);
        }
        None
    })
}

impl<'a> FrameHeader<'a> {
    fn parse(header: &'a str) -> Option<Self> {
        let (kind, rest) = header.split_once(' ').unwrap_or((header, ""));
        let pair = || rest.split_once(' ').unwrap_or((rest, ""));
        let id = || word(rest);
        Some(match kind {
            "call" => {
                let (id, channel) = pair();
                Self::Call { id: word(id)?, channel }
            }
            "send" => Self::Send { channel: rest },
            "stream" => {
                let (id, rest) = pair();
                let (items, rest) = rest.split_once(' ')?;
                let (bytes, channel) = rest.split_once(' ').unwrap_or((rest, ""));
                Self::Stream { id: word(id)?, credit: grant(items, bytes)?, channel }
            }
            "item" => Self::Item { id: id()? },
            "done" => Self::Done { id: id()? },
            "credit" => {
                let (id, rest) = pair();
                let (items, bytes) = rest.split_once(' ')?;
                Self::Credit { id: word(id)?, credit: grant(items, bytes)? }
            }
            "cancel" => Self::Cancel { id: id()? },
            "listen" => Self::Listen { channel: rest },
            "unlisten" => Self::Unlisten { channel: rest },
            "hello" if rest.is_empty() => Self::Hello,
            "open" => Self::Open { endpoint: number(rest)? },
            "join" => {
                let (endpoint, page) = pair();
                Self::Join { endpoint: number(endpoint)?, page: number(page)? }
            }
            "close" => Self::Close { endpoint: number(rest)? },
            "answer" => Self::Answer { id: number(rest)? },
            "fail" => Self::Fail { id: number(rest)? },
            "welcome" if rest.is_empty() => Self::Welcome,
            "refuse" if rest.is_empty() => Self::Refuse,
            "reply" => Self::Reply { id: id()? },
            "error" => Self::Error { id: id()? },
            "event" => Self::Event { channel: rest },
            "request" => {
                let (id, channel) = pair();
                Self::Request { id: number(id)?, channel }
            }
            "abort" => Self::Abort { id: number(rest)? },
            "port" => {
                let (id, rest) = pair();
                let (first, rest) = rest.split_once(' ')?;
                let (second, channel) = rest.split_once(' ').unwrap_or((rest, ""));
                let endpoints = [number(first)?, number(second)?];
                Self::Port { id: number(id)?, endpoints, channel }
            }
            "hangup" => Self::Hangup { id: number(rest)? },
            _ => return None,
        })
    }

    /// Appends the words of the header, which [`Self::parse`] reads.
    pub(crate) fn push_to(self, text: &mut String) {
        match self {
            Self::Hello => push_words(text, ["hello"]),
            Self::Open { endpoint } => push_words(text, ["open", &endpoint.to_string()]),
            Self::Join { endpoint, page } => {
                push_words(text, ["join", &endpoint.to_string(), &page.to_string()]);
            }
            Self::Close { endpoint } => push_words(text, ["close", &endpoint.to_string()]),
            Self::Call { id, channel } => push_words(text, ["call", id, channel]),
            Self::Send { channel } => push_words(text, ["send", channel]),
            Self::Stream { id, credit: Grant { items, bytes }, channel } => {
                let [items, bytes] = [items, bytes].map(|count| count.to_string());
                push_words(text, ["stream", id, &items, &bytes, channel]);
            }
            Self::Item { id } => push_words(text, ["item", id]),
            Self::Done { id } => push_words(text, ["done", id]),
            Self::Credit { id, credit: Grant { items, bytes } } => {
                push_words(text, ["credit", id, &items.to_string(), &bytes.to_string()]);
            }
            Self::Cancel { id } => push_words(text, ["cancel", id]),
            Self::Listen { channel } => push_words(text, ["listen", channel]),
            Self::Unlisten { channel } => push_words(text, ["unlisten", channel]),
            Self::Answer { id } => push_words(text, ["answer", &id.to_string()]),
            Self::Fail { id } => push_words(text, ["fail", &id.to_string()]),
            Self::Welcome => push_words(text, ["welcome"]),
            Self::Refuse => push_words(text, ["refuse"]),
            Self::Reply { id } => push_words(text, ["reply", id]),
            Self::Error { id } => push_words(text, ["error", id]),
            Self::Event { channel } => push_words(text, ["event", channel]),
            Self::Request { id, channel } => {
                push_words(text, ["request", &id.to_string(), channel]);
            }
            Self::Abort { id } => push_words(text, ["abort", &id.to_string()]),
            Self::Port { id, endpoints: [first, second], channel } => {
                let [first, second] = [first, second].map(|endpoint| endpoint.to_string());
                push_words(text, ["port", &id.to_string(), &first, &second, channel]);
            }
            Self::Hangup { id } => push_words(text, ["hangup", &id.to_string()]),
        }
    }
}

fn push_words<const COUNT: usize>(text: &mut String, words: [&str; COUNT]) {
    for (index, word) in words.into_iter().enumerate() {
        if index > 0 {
            text.push(' ');
        }
        text.push_str(word);
    }
}

fn word(word: &str) -> Option<&str> {
    (!word.is_empty()).then_some(word)
}

fn grant(items: &str, bytes: &str) -> Option<Grant> {
    Some(Grant { items: number(items)?, bytes: number(bytes)? })
}

/// A number that is written in decimal digits only, without a sign.
fn number<T: FromStr>(word: &str) -> Option<T> {
    word.bytes().all(|byte| byte.is_ascii_digit()).then(|| word.parse().ok())?
}

/// The payload of `hello`, the first frame of a pipe.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Hello {
    pub(crate) protocol: u32,
    /// The fingerprints of the APIs in the generated files, in hexadecimal.
    pub(crate) apis: std::collections::HashMap<String, String>,
    /// The APIs with methods that Rust implements.
    pub(crate) served: Vec<String>,
    #[serde(default)]
    pub(crate) limits: Limits,
}

/// The limits for calls of a page.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Limits {
    /// The maximum size of a message from a page, and of a value for a page: the UTF-16 units of the
    /// text and the bytes of the buffers.
    pub message_size: u64,
    /// The maximum number of open calls of a page, over all its endpoints.
    pub open_calls: u64,
    /// The maximum size in bytes of the arguments of all calls of one contents whose handlers have not
    /// ended, over all its pages, and of the items of streams that these handlers have not read. It is
    /// also the maximum size of the items that were sent to the contents and that they have not read.
    pub open_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { message_size: 128 << 20, open_calls: 65_536, open_bytes: 256 << 20 }
    }
}

/// The payload of `open`: the description of a page that may call from now on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Open {
    /// The `webContents.id`, which all pages that are loaded there share.
    pub(crate) contents: u32,
    /// The id of the window that shows the contents, or 0.
    pub(crate) window: u32,
    pub(crate) label: Option<String>,
    pub(crate) frame: String,
    pub(crate) url: String,
    pub(crate) origin: String,
    pub(crate) apis: Vec<String>,
    pub(crate) subscriptions: Subscriptions,
}

/// The events that reach the first endpoint of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Subscriptions {
    /// The events that the endpoint listens to.
    Listed,
    /// All events: a preload that was written by hand sends no `listen`.
    All,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(text: &str) -> Vec<Result<FrameHeader<'_>, FrameError<'_>>> {
        frames(text).map(|frame| frame.map(|frame| frame.header)).collect()
    }

    #[test]
    fn a_channel_name_may_have_spaces() {
        let text = "call 7 open a file\n[]\nsend x\n[1]\n";
        let read: Vec<_> = frames(text).collect();
        let call = FrameHeader::Call { id: "7", channel: "open a file" };
        assert_eq!(
            read,
            [
                Ok(Frame { header: call, payload: Some("[]"), base: 0 }),
                Ok(Frame {
                    header: FrameHeader::Send { channel: "x" },
                    payload: Some("[1]"),
                    base: 0
                }),
            ]
        );
    }

    #[test]
    fn an_at_frame_sets_the_first_buffer_of_the_next_frames() {
        let text = "send a\n[]\nat 3\n\nsend b\n[]\nsend c\n[]\nat x\n\nsend d\n[]\n";
        let bases: Vec<_> = frames(text).map(|frame| frame.map(|frame| frame.base)).collect();
        assert_eq!(bases[..3], [Ok(0), Ok(3), Ok(3)]);
        assert!(bases[3].is_err());
        assert_eq!(bases[4], Ok(usize::MAX));
    }

    #[test]
    fn a_printed_header_is_parsed_as_the_same_header() {
        let (endpoint, page, id, channel) = (2, 1, 5, "open a file");
        let credit = Grant { items: 64, bytes: u32::MAX };
        for header in [
            FrameHeader::Hello,
            FrameHeader::Open { endpoint },
            FrameHeader::Join { endpoint, page },
            FrameHeader::Close { endpoint },
            FrameHeader::Call { id: "a-7", channel },
            FrameHeader::Send { channel },
            FrameHeader::Stream { id: "a-7", credit, channel },
            FrameHeader::Item { id: "a-7" },
            FrameHeader::Done { id: "a-7" },
            FrameHeader::Credit { id: "a-7", credit },
            FrameHeader::Cancel { id: "a-7" },
            FrameHeader::Listen { channel },
            FrameHeader::Unlisten { channel },
            FrameHeader::Answer { id },
            FrameHeader::Fail { id },
            FrameHeader::Welcome,
            FrameHeader::Refuse,
            FrameHeader::Reply { id: "a-7" },
            FrameHeader::Error { id: "a-7" },
            FrameHeader::Event { channel },
            FrameHeader::Request { id, channel },
            FrameHeader::Abort { id },
            FrameHeader::Port { id, endpoints: [page, endpoint], channel },
            FrameHeader::Hangup { id },
        ] {
            let mut text = String::new();
            header.push_to(&mut text);
            assert_eq!(FrameHeader::parse(&text), Some(header), "{text}");
        }
    }

    #[test]
    fn frames_after_an_invalid_frame_are_parsed() {
        let read = headers("call  x\n[]\nfrobnicate\n\nsend ok\n[]\ncall 3");
        assert_eq!(read.len(), 4);
        assert!(read[0].is_err() && read[1].is_err() && read[3].is_err());
        assert_eq!(read[2], Ok(FrameHeader::Send { channel: "ok" }));
    }

    #[test]
    fn a_payload_without_a_line_end_is_truncated() {
        for text in ["call 3 x\n", "call 3 x\n[]"] {
            let header = FrameHeader::Call { id: "3", channel: "x" };
            let read: Vec<_> = frames(text).collect();
            assert_eq!(read, [Ok(Frame { header, payload: None, base: 0 })]);
        }
    }
}
