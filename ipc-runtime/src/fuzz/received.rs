//! The frames that the backend sends, read as `docs/wire.md` describes them.

use serde::de::DeserializeOwned;

use crate::error::Failure;
use crate::frame::{MAIN, Packet};
use crate::{buffers, wire};

/// A frame from the backend to an endpoint.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) endpoint: u32,
    pub(super) header: Header,
    payload: String,
    buffers: Vec<Vec<u8>>,
}

#[derive(Debug)]
pub(super) enum Header {
    /// The end of a call or a stream.
    End {
        id: String,
        end: End,
    },
    /// An item of a stream.
    Item {
        id: String,
    },
    /// The event of a relay.
    Relayed,
    /// Credit for a stream that the endpoint sends.
    Credit {
        items: u64,
    },
    /// The end of a stream that the endpoint sends.
    Cancel,
    Request {
        id: u64,
    },
    Abort {
        id: u64,
    },
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    Reply,
    Done,
    /// The code, if this is an error of the runtime.
    Error(Option<String>),
}

impl Received {
    pub(super) fn decode<T: DeserializeOwned>(&self) -> T {
        let buffers: Vec<&[u8]> = self.buffers.iter().map(Vec::as_slice).collect();
        wire::decode(&self.payload, &buffers).expect("a value of the backend can be decoded")
    }

    /// The size of an item, as both sides count it.
    pub(super) fn size(&self) -> i128 {
        let buffers: Vec<&[u8]> = self.buffers.iter().map(Vec::as_slice).collect();
        let (_, buffers) = wire::extract(&self.payload, &buffers);
        let bytes: usize = buffers.iter().map(Vec::len).sum();
        (self.payload.encode_utf16().count() + bytes) as i128
    }

    /// Whether this ends the call or the stream `id` of `endpoint`.
    pub(super) fn ends(&self, endpoint: u32, id: &str) -> bool {
        self.endpoint == endpoint && matches!(&self.header, Header::End { id: it, .. } if it == id)
    }
}

/// The frames of packets, without the events of Rust and the answers of the handshake.
pub(super) fn read_frames(packets: Vec<Packet>) -> Vec<Received> {
    let mut frames = Vec::new();
    for Packet { endpoint, text, buffers } in packets {
        let (lengths, chunks) = buffers::pack(buffers.clone());
        let chunks: Vec<&[u8]> = chunks.iter().map(Vec::as_slice).collect();
        assert_eq!(
            buffers::unpack(&lengths, &chunks).expect("packed buffers can be unpacked"),
            buffers
        );

        assert!(text.ends_with('\n'), "`{text}` is truncated");
        let lines: Vec<&str> = text.split_terminator('\n').collect();
        assert!(lines.len().is_multiple_of(2), "`{text}` is truncated");
        let mut base = 0;
        for frame in lines.chunks_exact(2) {
            let (header, payload) = (frame[0], frame[1]);
            let (head, rest) = header.split_once(' ').unwrap_or((header, ""));
            let id = || rest.to_owned();
            let number = |word: &str| word.parse().expect("the id of a request is a number");
            let header = match head {
                "at" => {
                    base = rest.parse().expect("`at` has a number");
                    assert!(base < buffers.len(), "`{header}` is beyond the buffers");
                    continue;
                }
                "reply" => Header::End { id: id(), end: End::Reply },
                "error" => {
                    let failure: Failure<'_> = serde_json::from_str(payload)
                        .expect("the payload of an error is a failure");
                    let code = failure.code.map(|code| code.as_str().to_owned());
                    Header::End { id: id(), end: End::Error(code) }
                }
                "event" if endpoint != MAIN && rest == "pass" => Header::Relayed,
                "event" if endpoint != MAIN => {
                    serde_json::from_str::<[String; 1]>(payload).expect("the event has a text");
                    continue;
                }
                "done" if endpoint != MAIN => Header::End { id: id(), end: End::Done },
                "item" if endpoint != MAIN => Header::Item { id: id() },
                "credit" if endpoint != MAIN => {
                    let words: Vec<&str> = rest.split(' ').collect();
                    let [_, items, bytes] = words[..] else { panic!("`{header}` has no credit") };
                    bytes.parse::<u32>().expect("credit has a number of bytes");
                    Header::Credit { items: items.parse().expect("credit has a number of items") }
                }
                "cancel" if endpoint != MAIN => Header::Cancel,
                "request" if endpoint != MAIN => {
                    let (id, channel) = rest.split_once(' ').expect("a request has a channel");
                    assert_eq!(channel, "confirm");
                    Header::Request { id: number(id) }
                }
                "abort" if endpoint != MAIN => Header::Abort { id: number(rest) },
                "welcome" | "refuse" if endpoint == MAIN => continue,
                _ => panic!("endpoint {endpoint} must not get `{header}`"),
            };
            let (payload, buffers) = (payload.to_owned(), buffers[base..].to_vec());
            frames.push(Received { endpoint, header, payload, buffers });
        }
    }
    frames
}
