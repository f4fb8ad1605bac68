//! What is wrong with the input of a run, and how it is shown.

use std::ops::Range;
use std::path::PathBuf;

/// One problem, with its place where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The stable name of the rule, such as `unmapped-type`.
    pub code: &'static str,
    /// What is wrong, in one line: lower case, no full stop.
    pub message: String,
    /// How to mend it, a line each.
    pub help: Vec<String>,
    /// The tokens that it is about.
    pub place: Option<Place>,
    /// Further places that explain it, each with a label: the first of two duplicates.
    pub related: Vec<(Place, String)>,
}

/// A piece of a source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// Byte offsets into the file's text.
    pub range: Range<usize>,
}
