//! Validators of the values that cross: JSON Schema for what `serde_json` reads and writes, and zod for
//! what JavaScript has.

mod constraints;
mod json;
mod json_schema;
mod zod;

use ipc_syntax::Errors;

use self::constraints::{Flattened, Model};
use super::target::{Format, Options, Run, Target};
use super::typescript::print::definitions::Definitions;
use super::typescript::types_alone;
use crate::files::{File, Files};
use crate::header::JSON_SCHEMA;
use crate::locations::Locations;
use crate::report::Problem;
use crate::schema::Schema;

pub(crate) struct Validators;

const SCHEMA: Format = Format {
    name: "schema",
    summary: "JSON Schema of the values, as serde_json reads and writes them",
    is_default: false,
};

const ZOD: Format = Format {
    name: "zod",
    summary: "zod schemas of the values, as JavaScript has them",
    is_default: false,
};

impl Target for Validators {
    fn formats(&self) -> &'static [Format] {
        &[SCHEMA, ZOD]
    }

    fn check(
        &self,
        schema: &Schema,
        locations: &Locations,
        options: &Options,
        errors: &mut Errors<Problem>,
    ) {
        // What can be listed can be merged, too.
        if options.emit.has(&ZOD) {
            Model::check(schema, locations, Flattened::Listed, errors);
        } else if options.emit.has(&SCHEMA) {
            Model::check(schema, locations, Flattened::Merged, errors);
        }
    }

    fn files<'a>(&self, run: &'a Run<'a>) -> Files<'a> {
        let schema = run.schema;
        let mut files = Vec::new();
        if run.options.emit.has(&SCHEMA) {
            files.push(File::new(JSON_SCHEMA, move |stamper| {
                let model = Model::of(schema, &Definitions::of(schema), Flattened::Merged);
                json_schema::print(&model, |piece| stamper.push(piece))
            }));
        }
        if run.options.emit.has(&ZOD) {
            files.push(File::new("schemas.ts", move |stamper| {
                let types = Definitions::of(schema);
                let model = Model::of(schema, &types, Flattened::Listed);
                zod::print(&model, &types, |piece| stamper.push(piece))
            }));
            // The schemas are checked against the types.
            files.extend(types_alone(run));
        }
        files
    }
}
