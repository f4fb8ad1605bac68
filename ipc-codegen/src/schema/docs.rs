//! Doc comments and deprecations.

use std::sync::Arc;

use serde::{Serialize, Serializer};

/// Doc comment and deprecation of a Rust item. All copies share one text: a field has it in both
/// directions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Docs(Option<Arc<DocsText>>);

#[derive(Debug, Default, PartialEq, Eq, Hash, Serialize)]
struct DocsText {
    /// The doc comment's lines, dedented.
    #[serde(rename = "docs", serialize_with = "serialize_lines")]
    #[serde(skip_serializing_if = "str::is_empty")]
    lines: Box<str>,
    /// The text for `@deprecated`, which may be empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    deprecated: Option<Box<str>>,
}

impl Docs {
    /// The docs of an undocumented item.
    pub(crate) const NONE: &Self = &Self(None);

    /// The docs of an item with this doc comment, dedented, and this text for `@deprecated`, which
    /// may be empty.
    #[must_use]
    pub fn new(comment: &str, deprecated: Option<&str>) -> Self {
        let is_given = !comment.is_empty() || deprecated.is_some();
        Self(is_given.then(|| {
            Arc::new(DocsText { lines: comment.into(), deprecated: deprecated.map(Into::into) })
        }))
    }

    /// The lines of the doc comment.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        lines(self.0.as_ref().map_or("", |docs| &docs.lines))
    }

    /// The text for `@deprecated`, which may be empty.
    #[must_use]
    pub fn deprecated(&self) -> Option<&str> {
        self.0.as_ref()?.deprecated.as_deref()
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').filter(move |_| !text.is_empty())
}

fn serialize_lines<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(lines(text))
}

impl Serialize for Docs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.as_deref().unwrap_or(&DocsText::default()).serialize(serializer)
    }
}
