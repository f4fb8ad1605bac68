//! The rows of the benchmark.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// A row of the benchmark. `bench/app/page/rows.js` and `streams.js` beside it implement the races.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Row {
    /// One call without arguments, then the next
    Call,
    /// One call with a small struct each way, then the next
    Struct,
    /// 1,000 calls at once
    Calls,
    /// 1,000 calls of an `async fn` at once
    AsyncCalls,
    /// 5,000 events in a burst, until the page has handled the last
    Events,
    /// A reply of 100 small objects
    #[value(name = "reply-100")]
    #[serde(rename = "reply-100")]
    Reply100,
    /// A reply of 10,000 small objects
    #[value(name = "reply-10000")]
    #[serde(rename = "reply-10000")]
    Reply10000,
    /// An argument of 100 small objects
    #[value(name = "argument-100")]
    #[serde(rename = "argument-100")]
    Argument100,
    /// An argument of 10,000 small objects
    #[value(name = "argument-10000")]
    #[serde(rename = "argument-10000")]
    Argument10000,
    /// 1 MiB of bytes to Rust
    #[value(name = "up-1")]
    #[serde(rename = "up-1")]
    Up1,
    /// 16 MiB of bytes to Rust
    #[value(name = "up-16")]
    #[serde(rename = "up-16")]
    Up16,
    /// 1 MiB of bytes from Rust
    #[value(name = "down-1")]
    #[serde(rename = "down-1")]
    Down1,
    /// 16 MiB of bytes from Rust
    #[value(name = "down-16")]
    #[serde(rename = "down-16")]
    Down16,
    /// A stream of 10,000 numbers from Rust
    Stream,
    /// A stream of 1,000 small structs from Rust
    StreamStructs,
    /// 10,000 numbers as a stream to Rust
    Incoming,
    /// 64 MiB of bytes from Rust, as a stream of chunks of 64 KiB
    ChunksDown,
    /// 64 MiB of bytes to Rust, as a stream of chunks of 64 KiB
    ChunksUp,
    /// Rust asks the page, then again
    Request,
    /// Rust asks the page 100 times at once
    Requests,
    /// 10,000 messages from one page to another, until the other has answered the last
    Relay,
    /// The same on a port between the two pages
    Port,
    /// The preload for 3, 100 and 1,000 methods
    Preload,
    /// The memory before and after 1,000,000 calls
    Memory,
    /// 1,000,000 numbered calls and 1,000,000 numbered events
    Soak,
    /// A call in Rust alone, measured by Criterion
    Dispatch,
    /// ipc-codegen, syn alone and typeshare on 1,000 and 5,000 types and 1,000 channels
    Compile,
    /// The time that `#[ipc_api]` adds to `cargo check`, and that the macros of tarpc and jsonrpsee
    /// add
    Check,
}

/// The races of one table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Races {
    Calls,
    Streams,
}

impl Row {
    /// The table of the row, if the contenders run it in interleaved rounds.
    pub(crate) fn races(self) -> Option<Races> {
        match self {
            Self::Call
            | Self::Struct
            | Self::Calls
            | Self::AsyncCalls
            | Self::Events
            | Self::Reply100
            | Self::Reply10000
            | Self::Argument100
            | Self::Argument10000
            | Self::Up1
            | Self::Up16
            | Self::Down1
            | Self::Down16 => Some(Races::Calls),
            Self::Stream
            | Self::StreamStructs
            | Self::Incoming
            | Self::ChunksDown
            | Self::ChunksUp
            | Self::Request
            | Self::Requests
            | Self::Relay
            | Self::Port => Some(Races::Streams),
            Self::Preload
            | Self::Memory
            | Self::Soak
            | Self::Dispatch
            | Self::Compile
            | Self::Check => None,
        }
    }

    /// Whether it is measured in Electron.
    pub(crate) fn needs_electron(self) -> bool {
        !matches!(self, Self::Dispatch | Self::Compile | Self::Check)
    }

    /// How many times as fast as hand-written code the fast door should be.
    pub(crate) fn goal(self) -> Option<f64> {
        match self {
            Self::Call | Self::Struct => Some(1.1),
            Self::Calls | Self::Relay => Some(20.0),
            Self::AsyncCalls => Some(15.0),
            Self::Events => Some(16.0),
            Self::Reply10000 => Some(5.5),
            Self::Argument10000 => Some(4.3),
            Self::Up1
            | Self::Up16
            | Self::Down1
            | Self::Down16
            | Self::ChunksDown
            | Self::ChunksUp => Some(1.25),
            Self::Stream => Some(5.0),
            Self::StreamStructs => Some(2.5),
            Self::Incoming => Some(4.0),
            Self::Request => Some(1.0),
            Self::Requests => Some(3.0),
            _ => None,
        }
    }

    /// The name in tables.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Call => "one call",
            Self::Struct => "one call, a small struct each way",
            Self::Calls => "1,000 concurrent calls",
            Self::AsyncCalls => "1,000 concurrent calls of an `async fn`",
            Self::Events => "5,000 events in a burst",
            Self::Reply100 => "reply of 100 small objects",
            Self::Reply10000 => "reply of 10,000 small objects",
            Self::Argument100 => "argument of 100 small objects",
            Self::Argument10000 => "argument of 10,000 small objects",
            Self::Up1 => "1 MiB of bytes to Rust",
            Self::Up16 => "16 MiB of bytes to Rust",
            Self::Down1 => "1 MiB of bytes from Rust",
            Self::Down16 => "16 MiB of bytes from Rust",
            Self::Stream => "stream of 10,000 numbers from Rust",
            Self::StreamStructs => "stream of 1,000 small structs from Rust",
            Self::Incoming => "stream of 10,000 numbers to Rust",
            Self::ChunksDown => "64 MiB from Rust in chunks of 64 KiB",
            Self::ChunksUp => "64 MiB to Rust in chunks of 64 KiB",
            Self::Request => "one request to the page",
            Self::Requests => "100 concurrent requests to the page",
            Self::Relay => "10,000 messages from page to page",
            Self::Port => "10,000 messages on a port between pages",
            Self::Preload => "preload",
            Self::Memory => "memory after 1,000,000 calls",
            Self::Soak => "1,000,000 calls and events",
            Self::Dispatch => "a call in Rust alone",
            Self::Compile => "a crate of many types",
            Self::Check => "a crate of many traits",
        }
    }
}
