//! A value for the tests of what crosses.

use std::collections::HashMap;

use ipc_runtime::Bytes;
use serde::{Deserialize, Serialize};

/// A value of each kind that JSON does not have, and some that it has.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Parcel {
    /// A text.
    pub text: String,
    /// An object with any keys.
    pub keys: HashMap<String, String>,
    /// An integer beyond 2^53.
    pub big: u64,
    /// A float, which may be none of JSON.
    pub float: f64,
    /// Bytes.
    pub bytes: Bytes,
    /// More bytes.
    pub more: Vec<Bytes>,
    /// A boolean.
    pub flag: bool,
    /// Often `null`.
    pub nothing: Option<u8>,
}
