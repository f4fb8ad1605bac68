//! From the schema to files. No schema that passed the checks can fail here.
//!
//! Each target has a folder and a line in `TARGETS`. The schema itself is written in any case.

mod json;
mod markdown;
mod target;
mod typescript;
mod validators;

use std::collections::BTreeMap;
use std::iter;

use ipc_syntax::{Errors, near_miss};

pub(crate) use self::target::Run;
use self::target::Target;
pub use self::target::{Doors, Emit, Format, Options};
use crate::codes;
use crate::deep_stack::on_deep_stacks;
use crate::files::Files;
use crate::locations::Locations;
use crate::report::Problem;
use crate::schema::Schema;

static TARGETS: [&dyn Target; 3] =
    [&typescript::TypeScript, &markdown::Markdown, &validators::Validators];

/// Every format that `--emit` can name.
pub fn formats() -> impl Iterator<Item = &'static Format> {
    TARGETS.iter().flat_map(|target| target.formats())
}

/// The text of every file for `schema`, by its path from the output folder. `host` is the runtime's own
/// contract with Electron's main process.
///
/// # Errors
///
/// If a schema is not one that the compiler writes, a target cannot print a name, there is no such format,
/// or no thread can be started.
pub fn generate(
    schema: &Schema,
    host: &Schema,
    options: &Options,
) -> Result<BTreeMap<String, String>, Vec<Problem>> {
    on_deep_stacks(|| {
        check_formats(options)?;
        let mut errors = Errors::new();
        for schema in [schema, host] {
            let invalid = |message| Problem::new(codes::INVALID_SCHEMA, message);
            errors.extend(schema.check().map_err(invalid).err());
        }
        errors.check()?;
        let mut errors = Errors::new();
        check(schema, &Locations::default(), options, &mut errors);
        errors.check()?;
        let run = Run::new(schema, host, options);
        Ok(files(&run).iter().map(|file| (file.name().to_owned(), file.text())).collect())
    })
}

/// Reports names in `--emit` that are not those of formats.
pub(crate) fn check_formats(options: &Options) -> Result<(), Vec<Problem>> {
    let mut errors = Errors::new();
    let known: Vec<_> = formats().map(|format| format.name).collect();
    for name in options.emit.names().filter(|name| !known.contains(name)) {
        let problem =
            Problem::new(codes::UNKNOWN_FORMAT, format!("there is no format `{name}` to emit"));
        errors.push(problem.help(match near_miss(name, &known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the formats are `{}`", known.join("`, `")),
        }));
    }
    errors.check()
}

/// Reports what a target that is to be written cannot print.
pub(crate) fn check(
    schema: &Schema,
    locations: &Locations,
    options: &Options,
    errors: &mut Errors<Problem>,
) {
    for target in TARGETS.into_iter().filter(|target| is_wanted(*target, options)) {
        target.check(schema, locations, options, errors);
    }
}

/// Reports what some target cannot print with the default options.
pub(crate) fn check_all(schema: &Schema, locations: &Locations, errors: &mut Errors<Problem>) {
    for target in TARGETS {
        target.check(schema, locations, &Options::default(), errors);
    }
}

/// The files of all targets that are wanted, and the schema itself.
pub(crate) fn files<'a>(run: &'a Run<'a>) -> Files<'a> {
    let wanted = TARGETS.into_iter().filter(|target| is_wanted(*target, run.options));
    iter::once(run.schema_file.file()).chain(wanted.flat_map(|target| target.files(run))).collect()
}

fn is_wanted(target: &dyn Target, options: &Options) -> bool {
    target.formats().iter().any(|format| options.emit.has(format))
}
