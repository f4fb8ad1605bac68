//! Types that serde reads in different ways.

use std::collections::BTreeMap;

use ipc_runtime::Bytes;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Untagged {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    // Before `Text`: serde reads bytes that are UTF-8 as a string.
    Bytes(Bytes),
    Text(String),
    Nested { inner: Vec<Untagged> },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub(super) enum Tagged {
    Sample { id: u64, value: f64, data: Bytes },
    Text { text: String },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
pub(super) enum Adjacent {
    Unit,
    Id(i64),
    Pair(f64, Bytes),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum External {
    Unit,
    Newtype(u64),
    Tuple(f64, String),
    Struct { id: i64, data: Bytes },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Flat {
    pub(super) name: String,
    #[serde(flatten)]
    pub(super) sample: Sample,
    #[serde(flatten)]
    pub(super) rest: BTreeMap<String, Untagged>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Sample {
    pub(super) id: u64,
    pub(super) value: f64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Meters(pub(super) f64);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Marker;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct User {
    pub(super) name: String,
    pub(super) tags: Vec<String>,
    #[serde(default)]
    pub(super) age: Option<u8>,
}
