//! The nodes of `window.d.ts`: the keys that the preload adds to `window`.

use serde::Serialize;

use super::keys::{self, Entry};
use super::print::{comment, literal};
use crate::schema::Schema;
use crate::targets::target::Doors;

#[derive(Serialize)]
pub(super) struct Window {
    /// Lines, each with its end.
    properties: String,
}

impl Window {
    pub(super) fn new(schema: &Schema, doors: Doors) -> Self {
        let mut properties = String::new();
        if doors.plain {
            push_properties(&mut properties, &keys::nest(schema), 4);
        }
        Self { properties }
    }
}

fn push_properties(code: &mut String, entries: &[(&str, Entry<'_>)], indent: usize) {
    let margin = " ".repeat(indent);
    for (key, entry) in entries {
        let key = literal::key(key);
        match entry {
            Entry::Api(api) => {
                comment::push(code, &api.docs, &[], indent);
                code.extend([&margin, "readonly ", &*key, ": $types.", &api.name, ";\n"]);
            }
            Entry::Group(inner) => {
                code.extend([&margin, "readonly ", &*key, ": {\n"]);
                push_properties(code, inner, indent + 2);
                code.extend([&margin, "};\n"]);
            }
        }
    }
}
