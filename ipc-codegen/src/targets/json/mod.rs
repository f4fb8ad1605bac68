//! `ipc.schema.json`: the schema itself, for other tools. It is written whatever the formats are.

use crate::header;
use crate::schema::Schema;

/// Its name.
pub(super) const FILE: &str = "ipc.schema.json";

/// Its text. The header contains the hash of the schema.
pub(super) fn print(schema: &Schema) -> String {
    header::stamp(FILE, schema.to_json_here())
}
