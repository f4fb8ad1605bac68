//! Compiles `#[ipc_api]` traits to the TypeScript and JavaScript that stand between a sandboxed
//! Electron page and Rust.

pub mod files;
pub mod header;
pub mod output;
pub mod report;
pub mod schema;
