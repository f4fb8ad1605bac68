//! A place that breaks a rule.

use std::fmt;

/// A line that breaks a rule, and how to mend it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Violation {
    /// The file, relative to the workspace's folder.
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) message: String,
    pub(super) help: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, message, help } = self;
        write!(f, "{file}:{line}: {message}\n  help: {help}")
    }
}
