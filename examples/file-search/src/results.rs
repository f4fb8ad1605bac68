//! What a search finds, and why it can fail.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;

/// A line that has the text.
#[derive(Debug, Serialize)]
pub struct Hit {
    /// The file, relative to the folder.
    pub file: PathBuf,
    /// The number of the line, from 1.
    pub line: u32,
    /// The line up to the text.
    pub before: String,
    /// The text as it is found.
    pub found: String,
    /// The rest of the line.
    pub after: String,
}

/// How far a search is.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Progress {
    /// The files that have been searched.
    pub files: u32,
    /// The files that are known so far.
    pub known: u32,
}

/// A change of files.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Change {
    /// How many files it changes.
    pub files: u32,
    /// How many times the text occurs.
    pub places: u32,
}

/// The reasons why a search or a change can fail.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum SearchError {
    /// No folder has been chosen.
    NoFolder,
    /// There is nothing to search for.
    NoText,
    /// A file or folder cannot be used.
    Unusable {
        /// The file or folder.
        path: PathBuf,
        /// The message of the operating system.
        reason: String,
    },
    /// The user does not want the change.
    Declined,
    /// The page or the dialog does not answer.
    Unanswered {
        /// The message of the failure.
        reason: String,
    },
}

impl SearchError {
    pub(crate) fn unusable(path: &Path, error: &impl ToString) -> Self {
        Self::Unusable { path: path.to_owned(), reason: error.to_string() }
    }
}

impl From<ipc_runtime::Error> for SearchError {
    fn from(error: ipc_runtime::Error) -> Self {
        Self::Unanswered { reason: error.to_string() }
    }
}

impl fmt::Display for SearchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFolder => write!(f, "no folder has been chosen"),
            Self::NoText => write!(f, "there is nothing to search for"),
            Self::Unusable { path, reason } => write!(f, "{}: {reason}", path.display()),
            Self::Declined => write!(f, "the change was declined"),
            Self::Unanswered { reason } => write!(f, "no answer: {reason}"),
        }
    }
}
