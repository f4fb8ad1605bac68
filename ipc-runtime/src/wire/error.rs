//! What goes wrong on the wire: a value that does not fit its type, with the path to it.

use std::error::Error;
use std::fmt::{self, Write as _};

use serde_path_to_error::{Path, Segment};

/// A text that is not the value that was expected.
///
/// ```text
/// args.user.tags[3]: invalid type: integer `5`, expected a string
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    message: String,
}

impl DecodeError {
    pub(super) fn new(path: String, error: &serde_json::Error) -> DecodeError {
        let mut message = error.to_string();
        // The path says where a value is that does not fit. Where JSON ends too early has no path.
        if error.is_data() {
            let position = format!(" at line {} column {}", error.line(), error.column());
            if let Some(without) = message.strip_suffix(&position) {
                message.truncate(without.len());
            }
        }
        if let Some(resolved) = resolve_found(&message) {
            message = resolved;
        }
        DecodeError { path, message }
    }

    pub(super) fn count(expected: usize, found: usize) -> DecodeError {
        let arguments = if expected == 1 { "argument" } else { "arguments" };
        DecodeError {
            path: "args".to_owned(),
            message: format!("expected {expected} {arguments}, found {found}"),
        }
    }

    /// Where the value is, as a JavaScript expression: `args.user.tags[3]`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What was expected there, and what was found.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

impl Error for DecodeError {}

/// The message about an escape that stands where `serde_json` wants a list, an object or a boolean.
/// To `serde_json` it is a string, and is quoted as one.
fn resolve_found(message: &str) -> Option<String> {
    let quoted = message.strip_prefix("invalid type: string \"\\0")?;
    let (escape, expected) = quoted.split_once("\", expected ")?;
    let found = match (escape, escape.split_at_checked(1)) {
        ("nan", _) => "floating point `NaN`".to_owned(),
        ("-0", _) => "floating point `-0.0`".to_owned(),
        ("inf" | "-inf", _) => format!("floating point `{escape}`"),
        (_, Some(("i", digits))) => format!("integer `{digits}`"),
        (_, Some(("s", text))) => format!("string \"{text}\""),
        (_, Some(("b", _))) => "byte array".to_owned(),
        _ => return None,
    };
    Some(format!("invalid type: {found}, expected {expected}"))
}

/// `path` from `root` on. Where `names` has a name for the first index, the name stands for it.
pub(super) fn render_path(root: &str, names: &[&str], path: &Path) -> String {
    let mut rendered = root.to_owned();
    for (depth, segment) in path.iter().enumerate() {
        match segment {
            Segment::Seq { index } => match names.get(*index) {
                Some(name) if depth == 0 => push_key(&mut rendered, name),
                _ => push(&mut rendered, format_args!("[{index}]")),
            },
            Segment::Map { key } | Segment::Enum { variant: key } => push_key(&mut rendered, key),
            Segment::Unknown => rendered.push_str("[?]"),
        }
    }
    rendered
}

fn push_key(path: &mut String, key: &str) {
    let identifier = !key.starts_with(|c: char| c.is_ascii_digit())
        && !key.is_empty()
        && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
    if identifier {
        push(path, format_args!(".{key}"));
    } else {
        push(path, format_args!("[{key:?}]"));
    }
}

fn push(path: &mut String, text: fmt::Arguments<'_>) {
    path.write_fmt(text).expect("a `String` takes all text");
}

/// A value that has no JSON: a map whose keys are not strings, or a `Serialize` that failed.
#[derive(Debug)]
pub struct EncodeError(pub(super) serde_json::Error);

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for EncodeError {}
