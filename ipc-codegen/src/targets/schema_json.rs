//! `ipc.schema.json`: the schema itself, for other tools.

use serde::Serialize;

use crate::print::json;
use crate::schema::Schema;

pub(super) fn print(schema: &Schema) -> String {
    let Schema { pages, mains, types } = schema;
    let mut text = String::with_capacity(types.len() * ROOM);
    text.push_str("{\n");
    push_list(&mut text, "pages", pages, ",\n");
    push_list(&mut text, "mains", mains, ",\n");
    push_list(&mut text, "types", types, "\n}\n");
    text
}

/// Room for a type, in bytes, so that the text of many types is not copied as it grows.
const ROOM: usize = 4096;

/// Adds a key of the schema. Item by item, its JSON is in memory but once.
fn push_list<T: Serialize>(text: &mut String, key: &str, items: &[T], end: &str) {
    text.extend(["  \"", key, "\": ["]);
    for (index, item) in items.iter().enumerate() {
        text.push_str(if index > 0 { ",\n    " } else { "\n    " });
        json::spread(text, item, 2);
    }
    text.extend([if items.is_empty() { "]" } else { "\n  ]" }, end]);
}
