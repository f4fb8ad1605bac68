//! Compiles `#[ipc_api]` traits to the TypeScript and JavaScript that stand between a sandboxed
//! Electron page and Rust.

mod check;
pub mod codes;
mod compile;
pub mod files;
pub mod header;
mod lower;
pub mod output;
pub mod report;
mod print;
mod resolve;
pub mod schema;
mod source;
pub mod targets;

pub use compile::{Input, compile, compile_source};
