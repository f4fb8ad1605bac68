//! The errors of the wire: a value that does not match its type, with the path to it.

use std::error::Error;
use std::fmt::{self, Write as _};

use serde_path_to_error::{Path, Segment};

/// A text that does not decode as the expected type.
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
        // The path replaces the position, except for JSON with a syntax error, which has no path.
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

    /// The path to the mismatch, as a JavaScript expression: `args.user.tags[3]`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What was found, and what was expected.
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

/// Rewrites the message for an escape in place of a list, an object or a boolean: `serde_json` quotes
/// the escape as a string.
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

/// Renders a path that begins with `root`. A first index is replaced by its name in `names`.
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
    path.write_fmt(text).expect("writing to a `String` cannot fail");
}

/// A value that cannot be encoded: a map whose keys are not strings, or a `Serialize` that fails.
#[derive(Debug)]
pub struct EncodeError(pub(super) serde_json::Error);

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for EncodeError {}
