//! What a target is, and what a run asks of it.

use std::collections::BTreeSet;

use ipc_syntax::Errors;

use super::json::SchemaFile;
use crate::files::Files;
use crate::locations::Locations;
use crate::report::Problem;
use crate::schema::Schema;

/// Prints a schema.
pub(crate) trait Target: Sync {
    /// The formats that `--emit` chooses among.
    fn formats(&self) -> &'static [Format];

    /// Reports what cannot be printed with these options.
    fn check(
        &self,
        _schema: &Schema,
        _locations: &Locations,
        _options: &Options,
        _errors: &mut Errors<Problem>,
    ) {
    }

    /// The files of a run, whose schema has passed the check. Long files come first, those with the
    /// hash of the schema last.
    fn files<'a>(&self, run: &'a Run<'a>) -> Files<'a>;
}

/// Something that `--emit` can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    /// Its name there.
    pub name: &'static str,
    /// What is written, in one line.
    pub summary: &'static str,
    /// Whether it is written where nothing is named.
    pub is_default: bool,
}

/// What a run asks of the targets.
pub(crate) struct Run<'a> {
    pub(super) schema: &'a Schema,
    /// The runtime's own contract with Electron's main process.
    pub(super) host: &'a Schema,
    pub(super) options: &'a Options,
    pub(super) schema_file: SchemaFile<'a>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(schema: &'a Schema, host: &'a Schema, options: &'a Options) -> Self {
        Self { schema, host, options, schema_file: SchemaFile::new(schema) }
    }
}

/// What to write.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// The doors of the preload.
    pub doors: Doors,
    /// The formats.
    pub emit: Emit,
}

/// The ways from a page to Rust that a preload opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doors {
    /// One channel per method, as functions on `window`.
    pub plain: bool,
    /// One port for all methods, through the page's client.
    pub fast: bool,
}

impl Default for Doors {
    /// Both.
    fn default() -> Self {
        Self { plain: true, fast: true }
    }
}

/// The formats to write: the default ones, or those that are named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Emit(Option<BTreeSet<String>>);

impl Emit {
    /// The formats with these names alone.
    pub fn only(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(Some(names.into_iter().map(Into::into).collect()))
    }

    /// The names, unless the default formats are meant.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().map(String::as_str)
    }

    /// Whether a format is among them.
    pub(crate) fn has(&self, format: &Format) -> bool {
        self.0.as_ref().map_or(format.is_default, |names| names.contains(format.name))
    }
}
