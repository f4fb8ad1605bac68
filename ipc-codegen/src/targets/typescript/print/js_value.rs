//! Values of the tables as literals: strings, arrays and objects, laid out as prettier would.

use pretty::DocAllocator as _;

use super::call::property;
use super::doc::{Arena, Doc, breaks, if_broken, list};
use super::literal;
use crate::prettier::INDENT;

/// A value of the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum JsValue {
    Null,
    String(String),
    Array(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl JsValue {
    pub(crate) fn string(value: impl Into<String>) -> Self {
        Self::String(value.into())
    }

    /// An array of strings.
    pub(crate) fn strings<'t>(values: impl IntoIterator<Item = &'t str>) -> Self {
        Self::Array(values.into_iter().map(Self::string).collect())
    }

    pub(crate) fn object<K: Into<String>>(properties: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Object(properties.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// An object with one key.
    pub(crate) fn entry(key: &str, value: Self) -> Self {
        Self::Object(vec![(key.to_owned(), value)])
    }
}

/// The literal of a value.
pub(crate) fn doc<'d>(arena: &'d Arena<'d>, value: &JsValue) -> Doc<'d> {
    match value {
        JsValue::Null => arena.text("null"),
        JsValue::String(text) => arena.text(literal::string(text)),
        JsValue::Array(items) => {
            let docs = items.iter().map(|item| doc(arena, item)).collect();
            let array = list(arena, "[", docs, ",", "]");
            let is_table = is_table(items);
            if is_table { array.append(breaks(arena)).group() } else { array.group() }
        }
        JsValue::Object(properties) if properties.is_empty() => arena.text("{}"),
        JsValue::Object(properties) => object(arena, properties).group(),
    }
}

/// The literal of an object, over several lines.
pub(crate) fn tall<'d>(arena: &'d Arena<'d>, value: &JsValue) -> Doc<'d> {
    match value {
        JsValue::Object(properties) => object(arena, properties).append(breaks(arena)).group(),
        value => doc(arena, value),
    }
}

fn object<'d>(arena: &'d Arena<'d>, properties: &[(String, JsValue)]) -> Doc<'d> {
    let docs = properties.iter().map(|(key, value)| property(key, doc(arena, value)));
    let docs = arena.intersperse(docs, arena.text(",").append(arena.line()));
    arena
        .text("{")
        .append(arena.line().append(docs).nest(INDENT))
        .append(if_broken(arena.text(",")))
        .append(arena.line())
        .append("}")
}

/// Whether prettier puts each item on a line of its own: several objects, or several arrays, with
/// several parts each.
fn is_table(items: &[JsValue]) -> bool {
    let is_row = |item: &JsValue| match (item, &items[0]) {
        (JsValue::Array(parts), JsValue::Array(_)) => parts.len() > 1,
        (JsValue::Object(parts), JsValue::Object(_)) => parts.len() > 1,
        _ => false,
    };
    items.len() > 1 && items.iter().all(is_row)
}
