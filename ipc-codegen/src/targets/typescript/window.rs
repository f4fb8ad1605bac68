//! The nodes of `window.d.ts`: the keys that the preload adds to `window`.

use serde::Serialize;

use super::keys;
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
            keys::push_members(&mut properties, &keys::nest(schema), 4, true);
        }
        Self { properties }
    }
}
