//! `ipc.schema.json`: the schema itself, for other tools.

use super::target::{Format, Run, Target};
use crate::files::Files;
use crate::header;
use crate::schema::Schema;

pub(crate) struct Json;

const FILE: &str = "ipc.schema.json";

impl Target for Json {
    fn formats(&self) -> &'static [Format] {
        &[]
    }

    fn files(&self, schema: &Schema, _run: &Run<'_>) -> Files {
        Files::from([(FILE.to_owned(), header::stamp(FILE, schema.to_json()))])
    }
}
