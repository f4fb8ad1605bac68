//! Compiles `#[ipc_api]` traits to the TypeScript and JavaScript between a sandboxed Electron page and
//! Rust.

mod build;
mod check;
pub mod codes;
mod compile;
pub mod config;
mod deep_stack;
mod direction;
pub mod files;
pub mod header;
mod input;
pub mod known;
mod locations;
mod lower;
pub mod output;
mod prettier;
pub mod report;
mod resolve;
pub mod schema;
mod source;
pub mod targets;
mod tree;
mod values;

pub use build::{Build, Outcome};
pub use compile::{compile, compile_host, compile_source};
pub use input::Input;
