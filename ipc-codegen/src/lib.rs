//! Compiles `#[ipc_api]` traits to the TypeScript and JavaScript between a sandboxed Electron page and
//! Rust.

mod build;
mod check;
pub mod codes;
mod compile;
mod deep_stack;
mod direction;
pub mod files;
pub mod header;
mod locations;
mod lower;
pub mod output;
mod prettier;
pub mod report;
mod resolve;
pub mod schema;
mod shape;
mod source;
pub mod targets;
mod tree;

pub use build::Build;
pub use compile::{Input, compile, compile_host, compile_source};
pub use resolve::known;
