//! The error of a call from Rust to the other side.

use std::fmt;

use ipc_runtime::Error;
use serde::Serialize;

/// The error of a call from Rust to the other side.
#[derive(Debug, Serialize)]
pub struct Lost {
    why: String,
}

impl From<Error> for Lost {
    fn from(error: Error) -> Self {
        Self { why: error.to_string() }
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}
