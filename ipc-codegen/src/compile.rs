//! The front half of the compiler: discover, parse, resolve and lower, check.
//!
//! Each pass collects all its errors and ends in a barrier: the next pass starts only if there are
//! none. Files are parsed on all processors, into data without tokens, because the spans of tokens
//! belong to the thread that parsed them.

use std::collections::BTreeSet;
use std::path::PathBuf;

use ipc_syntax::{Errors, Peer};

use crate::check;
use crate::codes;
use crate::deep_stack::on_deep_stacks;
use crate::input::Input;
use crate::lower::{FoundApi, Lowerer};
use crate::report::Problem;
use crate::schema::Schema;
use crate::source::{Program, discover};

/// Compiles crates to a schema.
///
/// # Errors
///
/// Every problem of the run, sorted by file and position.
pub fn compile(input: &Input) -> Result<Schema, Vec<Problem>> {
    on_deep_stacks(|| compile_crates(input).map(|(schema, _)| schema))
}

/// Compiles one source text that has no files beside it. Its problems are in the file `name`.
///
/// # Errors
///
/// Every problem of the source, sorted by position.
pub fn compile_source(name: &str, source: &str) -> Result<Schema, Vec<Problem>> {
    on_deep_stacks(|| compile_text(name, source))
}

/// [`compile`] on the current stack. Also returns every file that was read.
pub(crate) fn compile_crates(input: &Input) -> Result<(Schema, Vec<PathBuf>), Vec<Problem>> {
    let program = discover(input)?;
    let schema = compile_program(&program, check::check_runtime_names)?;
    Ok((schema, program.files_read()))
}

/// [`compile_source`] on the current stack.
pub(crate) fn compile_text(name: &str, source: &str) -> Result<Schema, Vec<Problem>> {
    compile_program(&Program::of_source(name, source), |_, _| {})
}

/// `check_more` has the rules that the runtime's own contract is exempt from.
fn compile_program(
    program: &Program,
    check_more: impl Fn(&[FoundApi<'_>], &mut Errors<Problem>),
) -> Result<Schema, Vec<Problem>> {
    program.read_inputs();
    let mut errors = Errors::new();
    program.report(&mut errors);
    errors.check()?;

    let mut errors = Errors::new();
    let apis = find_apis(program, &mut errors);
    let mut lowerer = Lowerer::new(program);
    let mut schemas: Vec<_> = apis.iter().map(|api| lowerer.lower_api(api)).collect();
    let (mut definitions, obligations) = lowerer.finish(&mut errors);
    // Names may have led into files that were not read before.
    program.report(&mut errors);
    errors.check()?;

    let mut errors = Errors::new();
    check::check_apis(&apis, &mut errors);
    check_more(&apis, &mut errors);
    check::check_types(&apis, &definitions, &mut errors);
    errors.check()?;

    let mut errors = Errors::new();
    let uses = check::check_shapes(&definitions, &obligations, &mut errors);
    errors.check()?;

    check::settle(&mut definitions, &mut schemas, &uses);
    let mut problems = Vec::new();
    let differing = check::differing(&definitions);
    check::check_input_names(&apis, &definitions, &differing, &mut problems);
    check::check_params(&definitions, &differing, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }

    let types = check::type_defs(definitions, &differing);
    let mut schema = Schema { pages: Vec::new(), mains: Vec::new(), types };
    for (found, api) in apis.iter().zip(schemas) {
        match found.api.peer {
            Peer::Page => schema.pages.push(api),
            Peer::Main => schema.mains.push(api),
        }
    }
    Ok(schema)
}

/// The APIs of the input, sorted by name.
fn find_apis<'a>(program: &'a Program, errors: &mut Errors<Problem>) -> Vec<FoundApi<'a>> {
    let mut apis = Vec::new();
    // Two binaries may share a file.
    let mut seen = BTreeSet::new();
    for module in program.input_modules() {
        for found in &module.apis {
            let location = module.file.location(found.span);
            // The items that one macro call writes may share a location.
            let name = found.name.as_ref().map(|name| &*name.text);
            if !seen.insert((location.file, location.range.start, name)) {
                continue;
            }
            let own = found.unresolved_cfg.as_ref().map(|condition| (condition, &module.file));
            let around = module.unresolved_cfg.as_ref().map(|(condition, file)| (condition, file));
            if let Some((condition, file)) = own.or(around) {
                let cfg = &program.krate(module.krate).cfg;
                errors.push(cfg.unresolved_cfg_problem(condition, file));
            }
            errors.extend(found.problems.iter().cloned());
            apis.extend(found.api.as_ref().map(|api| FoundApi { module, api }));
        }
    }
    if seen.is_empty() {
        errors.push(no_api(program));
    }
    apis.sort_by_key(|it| &*it.api.name.text);
    apis
}

fn no_api(program: &Program) -> Problem {
    let names: Vec<_> = program
        .crates
        .iter()
        .filter(|krate| krate.is_input)
        .map(|krate| format!("`{}`", krate.name))
        .collect();
    Problem::new(codes::NO_API, format!("there is no `#[ipc_api]` trait in {}", names.join(" or ")))
        .help("declare one: `#[ipc_api] pub trait DesktopApi { … }`")
        .help("traits behind a feature need `--features`, those of a dependency its own path")
}
