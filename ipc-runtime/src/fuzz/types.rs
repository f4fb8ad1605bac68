//! Types that serde reads in different ways.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;

/// An enum whose variants serde tries one after the other.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Shape {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    // Before `Text`: serde reads bytes that are UTF-8 as a string.
    Bytes(Bytes),
    Text(String),
    Pair(bool, Box<Shape>),
    Nested { inner: Vec<Shape> },
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// An enum whose fields serde buffers until it has read the tag.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub(super) enum Tagged {
    Sample { id: u64, value: f32, data: Bytes },
    Text { text: String, more: Option<Box<Tagged>> },
    Unit,
}

/// A struct that serde reads from a buffer, because of its flattened fields.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Flat {
    name: String,
    #[serde(default)]
    unit: (),
    #[serde(flatten)]
    sample: Sample,
    #[serde(flatten)]
    rest: BTreeMap<String, Shape>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Sample {
    id: i64,
    value: f64,
    data: Option<Bytes>,
}
