//! Writes a schema as JSON: the same text for the same schema.

use serde::Serialize;

use super::layout::spread;
use super::model::Schema;
use crate::deep_stack::deep_stacks;

/// Room for a type, in bytes, so that the text of many types is not copied as it grows.
const ROOM: usize = 4096;

impl Schema {
    /// The canonical JSON, without the header of the generated file: keys in a fixed order, laid
    /// out as prettier lays it out.
    ///
    /// Types may be nested deeply, and each level takes some stack: the text is written on a thread
    /// that has enough, if one can be started.
    #[must_use]
    pub fn to_json(&self) -> String {
        deep_stacks()
            .map_or_else(|_| self.to_json_here(), |pool| pool.install(|| self.to_json_here()))
    }

    /// [`Self::to_json`] on a deep stack.
    pub(crate) fn to_json_here(&self) -> String {
        let Self { apis, types } = self;
        let mut text = String::with_capacity(types.len() * ROOM);
        text.extend(["{\n  \"version\": ", &Self::VERSION.to_string(), ",\n"]);
        write_list(&mut text, "apis", apis);
        text.push_str(",\n");
        write_list(&mut text, "types", types);
        text.push_str("\n}\n");
        text
    }
}

/// Appends one list. Items are formatted one at a time to bound memory.
fn write_list<T: Serialize>(text: &mut String, key: &str, items: &[T]) {
    text.extend(["  \"", key, "\": ["]);
    for (index, item) in items.iter().enumerate() {
        text.push_str(if index > 0 { ",\n    " } else { "\n    " });
        spread(text, item, 2);
    }
    text.push_str(if items.is_empty() { "]" } else { "\n  ]" });
}
