//! The output of targets: file names and texts, in memory.

use std::collections::BTreeMap;

/// Texts by file name, relative to the output folder.
pub type Files = BTreeMap<String, String>;
