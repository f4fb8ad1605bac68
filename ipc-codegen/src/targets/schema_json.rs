//! `ipc.schema.json`: the schema itself, for other tools.

use serde::Serialize;

use crate::header;
use crate::print::json;
use crate::schema::Schema;

/// The file's text, and the hash that stands for the schema in the other files.
pub(super) struct SchemaJson {
    pub(super) text: String,
    pub(super) hash: String,
}

pub(super) fn print(schema: &Schema) -> SchemaJson {
    let Schema { pages, mains, types } = schema;
    let mut text = String::from("{\n");
    push_list(&mut text, "pages", pages, ",\n");
    push_list(&mut text, "mains", mains, ",\n");
    push_list(&mut text, "types", types, "\n}\n");
    let hash = format!("{:016x}", header::hash(&text));
    SchemaJson { text, hash }
}

/// Adds a key of the schema. Item by item, its JSON is in memory but once.
fn push_list<T: Serialize>(text: &mut String, key: &str, items: &[T], end: &str) {
    text.push_str("  \"");
    text.push_str(key);
    text.push_str("\": [");
    for (index, item) in items.iter().enumerate() {
        text.push_str(if index > 0 { ",\n    " } else { "\n    " });
        json::spread(text, item, 4);
    }
    if !items.is_empty() {
        text.push_str("\n  ");
    }
    text.push(']');
    text.push_str(end);
}
