//! Writes a schema as JSON: the same text for the same schema.

use std::convert::Infallible;

use serde::Serialize;

use super::layout::spread;
use super::model::Schema;
use crate::deep_stack::deep_stacks;

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
    fn to_json_here(&self) -> String {
        let mut text = String::new();
        let Ok(()) = self.write_json(|piece| {
            text.push_str(piece);
            Ok::<_, Infallible>(())
        });
        text
    }

    /// Writes the canonical JSON, piece by piece.
    pub(crate) fn write_json<E>(
        &self,
        mut write: impl FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        let Self { apis, types } = self;
        write(&format!("{{\n  \"version\": {},\n", Self::VERSION))?;
        write_list(&mut write, "apis", apis)?;
        write(",\n")?;
        write_list(&mut write, "types", types)?;
        write("\n}\n")
    }
}

/// Writes one list, item by item.
fn write_list<E>(
    write: &mut impl FnMut(&str) -> Result<(), E>,
    key: &str,
    items: &[impl Serialize],
) -> Result<(), E> {
    write(&format!("  \"{key}\": ["))?;
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        text.push_str(if index > 0 { ",\n    " } else { "\n    " });
        spread(&mut text, item, 2);
        write(&text)?;
        text.clear();
    }
    write(if items.is_empty() { "]" } else { "\n  ]" })
}
