//! Typed IPC between Electron pages and Rust.

pub mod table;
