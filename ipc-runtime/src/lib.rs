//! Typed IPC between Electron pages and Rust.
//!
//! A trait with [`#[ipc_api]`](ipc_api) declares channels. The macro generates the registration of the
//! handlers, and typed stubs. From the same trait, `ipc-codegen` generates the preload script, the
//! TypeScript types and the JavaScript for Electron's main process.
//!
//! ```
//! use ipc_runtime::{Caller, Router, ipc_api};
//!
//! /// The functions of the desktop that a page may call.
//! #[ipc_api(window = "electronAPI")]
//! pub trait DesktopApi {
//!     /// Sets the title of the calling window.
//!     #[send("set-title")]
//!     fn set_title(&self, caller: &Caller, title: String);
//!
//!     /// Doubles a number.
//!     #[invoke]
//!     async fn double(&self, number: i32) -> i32;
//!
//!     /// The menu asks the page to change its counter.
//!     #[event("update-counter")]
//!     fn update_counter(step: i32);
//! }
//!
//! struct Desktop;
//!
//! impl DesktopApi for Desktop {
//!     fn set_title(&self, caller: &Caller, title: String) {
//!         caller.window().set_title(title);
//!     }
//!
//!     async fn double(&self, number: i32) -> i32 {
//!         number * 2
//!     }
//! }
//!
//! # #[cfg(feature = "addon")]
//! ipc_runtime::addon!(|_app| Router::new().serve(DesktopApiServer::new(Desktop)));
//! # fn main() {}
//! ```
//!
//! A method with `&self` is implemented in Rust and called by the other side. A method without a
//! receiver is implemented by the other side and called from Rust.

// The modules form layers. A module uses only the layers below, and the modules to its right, which
// `cargo xtask test tidy` checks:
//
//   fuzz                                         hostile input
//   addon, memory                                transports
//   backend                                      frames in, handlers called
//   router, stub, call, handler, page_request    calls in both directions
//   menu, dialog, pages, caller, window, incoming  pages and Electron, as the application sees them
//   app                                          the state of the application
//   page_table, policy, page, ports              pages, and what they may do
//   outbox, credit, contents, menu_handlers, receiving  queues
//   items, transport, returned, codec, dropped, error  answers and errors
//   payload, frame                               messages
//   wire, host, ipc_type                         values, and Electron's functions
//   pipe, buffers, bytes                         packets and bytes
//   table, log, runtime                          the basis

// Generated code and `host.rs` name this crate `ipc_runtime`.
extern crate self as ipc_runtime;

#[cfg(feature = "addon")]
mod addon;
mod app;
mod backend;
#[cfg(any(feature = "addon", test, fuzzing))]
mod buffers;
mod bytes;
mod call;
mod caller;
mod codec;
mod contents;
mod credit;
mod dialog;
mod dropped;
mod error;
mod frame;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzz;
mod handler;
pub mod host;
mod incoming;
mod ipc_type;
mod items;
mod log;
mod memory;
mod menu;
mod menu_handlers;
mod outbox;
mod page;
mod page_request;
mod page_table;
mod pages;
mod payload;
mod pipe;
mod policy;
mod ports;
mod receiving;
mod returned;
mod router;
mod runtime;
mod stub;
pub mod table;
mod transport;
#[cfg(test)]
mod vectors;
mod window;
mod wire;

/// ```
/// use ipc_runtime::IpcType;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, IpcType)]
/// struct Download {
///     #[ipc(as = "number")]
///     size: u64,
///     #[serde(with = "minutes")]
///     #[ipc(as = "f64")]
///     length: std::time::Duration,
///     #[ipc(ts = "'queued' | 'running' | 'done'")]
///     state: String,
/// }
/// # mod minutes {
/// #     use std::time::Duration;
/// #     pub fn serialize<S: serde::Serializer>(it: &Duration, to: S) -> Result<S::Ok, S::Error> {
/// #         to.serialize_f64(it.as_secs_f64() / 60.0)
/// #     }
/// #     pub fn deserialize<'d, D: serde::Deserializer<'d>>(from: D) -> Result<Duration, D::Error> {
/// #         serde::Deserialize::deserialize(from).map(|it: f64| Duration::from_secs_f64(it * 60.0))
/// #     }
/// # }
/// ```
pub use ipc_macros::IpcType;
pub use ipc_macros::ipc_api;

pub use crate::app::App;
pub use crate::bytes::Bytes;
pub use crate::caller::Caller;
pub use crate::dialog::{FileDialog, MessageDialog};
pub use crate::error::{Error, ErrorCode};
#[doc(hidden)]
pub use crate::frame::{Limits, PROTOCOL};
pub use crate::host::{MenuRole, Theme, ThemeSource};
pub use crate::incoming::Incoming;
pub use crate::items::Items;
pub use crate::memory::{Events, Memory, MemoryPage};
pub use crate::menu::{Menu, MenuClick};
pub use crate::page_request::PageRequest;
pub use crate::pages::{PageEvent, Pages};
pub use crate::payload::Payload;
pub use crate::router::{IntoRouter, Router};
pub use crate::transport::{PayloadStream, Transport};
pub use crate::window::Window;
/// The trait of streams, as in `#[stream] fn lines(&self) -> impl Stream<Item = String> + Send`.
pub use futures_core::Stream;

/// The source of the runtime's own API with Electron's main process, for the compiler.
#[doc(hidden)]
pub const HOST_SOURCE: &str = include_str!("host.rs");

/// The names that generated code uses. Not public API.
#[doc(hidden)]
pub mod __private {
    pub use std::sync::Arc;

    #[cfg(feature = "addon")]
    pub use napi;

    #[cfg(feature = "addon")]
    pub use crate::addon::{enter, register as register_addon};
    pub use crate::app::App;
    pub use crate::call::Call;
    pub use crate::error::Error;
    pub use crate::handler::{NO_ARGS, NoArgs, WithCaller, WithoutCaller};
    pub use crate::ipc_type::{IpcType, assert_integers};
    pub use crate::items::Items;
    pub use crate::page_request::PageRequest;
    pub use crate::pages::Pages;
    pub use crate::returned::{Infallible, Returned};
    pub use crate::router::Service;
    pub use crate::stub::{Carries, MainStub, PagesStub, Reply};
    pub use crate::table::{Channel, Contract, Kind};
    pub use crate::transport::Transport;
    pub use crate::wire::{DecodeError, EncodeError, decode, decode_args, encode};
}
