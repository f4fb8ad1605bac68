//! Writes a schema as JSON: the same text for the same schema.

use ipc_syntax::{FNV_1A, fnv_1a};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::layout::spread;
use super::model::Schema;

/// Room for a type, in bytes, so that the text of many types is not copied as it grows.
const ROOM: usize = 4096;

impl Schema {
    /// The canonical JSON, without the header of the generated file: keys in a fixed order, laid
    /// out as prettier lays it out.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = String::with_capacity(self.types.len() * ROOM);
        self.write(&mut text, |_| {});
        text
    }

    /// The FNV-1a hash of the canonical JSON, which the generated files compare: 16 lower-case hex
    /// digits.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hash = FNV_1A;
        let mut text = String::new();
        let mut take = |text: &mut String| {
            hash = fnv_1a(hash, text.as_bytes());
            text.clear();
        };
        self.write(&mut text, &mut take);
        take(&mut text);
        format!("{hash:016x}")
    }

    /// Appends the JSON. `take` may empty the text after each item.
    fn write(&self, text: &mut String, mut take: impl FnMut(&mut String)) {
        let Self { apis, types } = self;
        text.extend(["{\n  \"version\": ", &Self::VERSION.to_string(), ",\n"]);
        write_list(text, "apis", apis, &mut take);
        text.push_str(",\n");
        write_list(text, "types", types, &mut take);
        text.push_str("\n}\n");
    }
}

/// Appends a key of the schema, item by item: each has its JSON in memory twice, as a line and laid
/// out.
fn write_list<T: Serialize>(
    text: &mut String,
    key: &str,
    items: &[T],
    mut take: impl FnMut(&mut String),
) {
    text.extend(["  \"", key, "\": ["]);
    for (index, item) in items.iter().enumerate() {
        text.push_str(if index > 0 { ",\n    " } else { "\n    " });
        spread(text, item, 2);
        take(text);
    }
    text.push_str(if items.is_empty() { "]" } else { "\n  ]" });
}

impl Serialize for Schema {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut schema = serializer.serialize_struct("Schema", 3)?;
        schema.serialize_field("version", &Self::VERSION)?;
        schema.serialize_field("apis", &self.apis)?;
        schema.serialize_field("types", &self.types)?;
        schema.end()
    }
}
