//! The front half of the compiler: discover, parse, resolve and lower, check.
//!
//! Each pass collects all its errors and ends in a barrier: the next pass starts only if there are
//! none. Files are parsed on all processors, into data without tokens, because the spans of tokens
//! belong to the thread that parsed them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use ipc_syntax::Errors;

use crate::check;
use crate::codes;
use crate::deep_stack::on_deep_stacks;
use crate::input::Input;
use crate::locations::{ApiLocations, Locations};
use crate::lower::{Definition, FoundApi, Lowerer, Reached};
use crate::report::Problem;
use crate::resolve::{Found, Resolver, declare};
use crate::schema::Schema;
use crate::source::{Module, Program, Unexpanded, discover};
use crate::targets;
use crate::tree::Path;

/// Compiles crates to a schema that every target can print.
///
/// # Errors
///
/// Every problem of the run, sorted by file and position.
pub fn compile(input: &Input) -> Result<Schema, Vec<Problem>> {
    on_deep_stacks(|| compile_crates(input, &targets::check_all).map(|compiled| compiled.schema))
}

/// Compiles one source text that has no files beside it. Its problems are in the file `name`.
///
/// # Errors
///
/// Every problem of the source, sorted by position.
pub fn compile_source(name: &str, source: &str) -> Result<Schema, Vec<Problem>> {
    let program = Program::of_source(name, source);
    on_deep_stacks(|| compile_program(&program, &targets::check_all).map(|(schema, _)| schema))
}

/// The runtime's own contract with Electron's main process, whose names users cannot have.
///
/// # Errors
///
/// If no thread can be started to compile it on.
pub fn compile_host() -> Result<Schema, Vec<Problem>> {
    on_deep_stacks(compile_host_here)
}

/// [`compile_host`] on a deep stack.
pub(crate) fn compile_host_here() -> Result<Schema, Vec<Problem>> {
    let program = Program::of_source("host.rs", ipc_runtime::HOST_SOURCE);
    compile_program(&program, &|_, _, _| {}).map(|(schema, _)| schema)
}

/// The rules of targets.
type CheckNames<'a> = &'a (dyn Fn(&Schema, &Locations, &mut Errors<Problem>) + Sync);

/// A compiled input.
pub(crate) struct Compiled {
    pub(crate) schema: Schema,
    /// Every file that was read.
    pub(crate) sources: Vec<PathBuf>,
    pub(crate) warnings: Vec<Problem>,
}

/// [`compile`] on a deep stack.
pub(crate) fn compile_crates(
    input: &Input,
    check_names: CheckNames<'_>,
) -> Result<Compiled, Vec<Problem>> {
    let program = discover(input)?;
    let (schema, warnings) = compile_program(&program, check_names)?;
    Ok(Compiled { schema, sources: program.files_read(), warnings })
}

/// The schema of a program, and the warnings about it.
fn compile_program(
    program: &Program,
    check_names: CheckNames<'_>,
) -> Result<(Schema, Vec<Problem>), Vec<Problem>> {
    program.read_inputs();
    let mut errors = Errors::new();
    program.report(&mut errors);
    errors.check()?;

    let mut errors = Errors::new();
    declare(program, &mut errors);
    errors.check()?;

    let mut errors = Errors::new();
    let apis = find_apis(program, &mut errors);
    let mut lowerer = Lowerer::new(program);
    let mut schemas: Vec<_> = apis.iter().map(|api| lowerer.lower_api(api)).collect();
    let Reached { mut definitions, obligations, refusals, warnings } = lowerer.finish();
    errors.extend(check::explain(&apis, &schemas, &definitions, refusals));
    // Names may have led into files that were not read before.
    program.report(&mut errors);
    errors.check()?;

    let mut errors = Errors::new();
    check::check_apis(&apis, &schemas, &mut errors);
    check::check_types(&apis, &definitions, &mut errors);
    errors.check()?;

    let mut errors = Errors::new();
    let mut refusals = Vec::new();
    let uses = check::check_shapes(&definitions, &obligations, &mut refusals);
    errors.extend(check::explain(&apis, &schemas, &definitions, refusals));
    errors.check()?;

    check::settle(&mut definitions, &mut schemas, &uses);
    let locations = locations(&apis, &definitions);
    let differing = check::differing(&definitions);
    let schema = Schema { apis: schemas, types: check::type_defs(definitions, &differing) };
    let mut errors = Errors::new();
    check_names(&schema, &locations, &mut errors);
    errors.check()?;
    let warnings = warnings.into_iter().chain(unexpanded_calls(program)).collect();
    Ok((schema, warnings))
}

fn locations(apis: &[FoundApi<'_>], definitions: &[Definition]) -> Locations {
    let api = |FoundApi { module, api }: &FoundApi<'_>| {
        let file = &module.file;
        let channels = api.methods.iter().map(|method| file.location(method.channel.span));
        let locations = ApiLocations {
            name: file.location(api.name.span),
            key: file.location(api.key.span),
            channels: channels.collect(),
        };
        (api.name.to_string(), locations)
    };
    let types = definitions.iter().map(|ty| (ty.name.clone(), ty.location.clone()));
    let foreign = definitions.iter().filter(|ty| ty.is_foreign).map(|ty| ty.name.clone());
    Locations {
        apis: apis.iter().map(api).collect(),
        types: types.collect(),
        foreign: foreign.collect(),
    }
}

/// The APIs of the input, sorted by name.
fn find_apis<'a>(program: &'a Program, errors: &mut Errors<Problem>) -> Vec<FoundApi<'a>> {
    let mut apis = Vec::new();
    let mut resolver = Resolver::new(program);
    // Two binaries may share a file.
    let mut seen = BTreeSet::new();
    for module in program.input_modules() {
        let hidden = module.macros.iter().filter(|call| call.writes_api);
        errors.extend(hidden.map(|call| unexpanded_api(module, call)));
        for found in &module.apis {
            if found.renamed.as_ref().is_some_and(|path| !is_ipc_api(&mut resolver, module, path)) {
                continue;
            }
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
            if let Some(api) = found.api.as_ref().filter(|api| !api.has_crate)
                && let Some(name) = program.runtime_name(module.krate)
            {
                let message = format!("`ipc-runtime` is called `{name}` in this crate");
                let problem = module.file.problem(codes::RENAMED_RUNTIME, api.name.span, message);
                errors.push(problem.help(format!("write `#[ipc_api(crate = \"{name}\")]`")));
            }
            apis.extend(found.api.as_ref().map(|api| FoundApi { module, api }));
        }
    }
    if seen.is_empty() {
        errors.push(no_api(program));
    }
    apis.sort_by_key(|it| &*it.api.name.text);
    apis
}

/// Whether a path leads to the macro of the runtime.
fn is_ipc_api<'a>(resolver: &mut Resolver<'a>, module: &'a Module, path: &Path) -> bool {
    matches!(resolver.resolve(module, path), Ok(Found::Opaque(opaque))
        if opaque.path == ["ipc_runtime", "ipc_api"])
}

/// The error for a macro call that certainly writes an API.
fn unexpanded_api(module: &Module, call: &Unexpanded) -> Problem {
    let message = format!("`{}!` writes an `#[ipc_api]` trait, but is not expanded", call.name);
    let problem = module.file.problem(codes::MACRO_GENERATED, call.span, message);
    problem.help(call.reason()).help(call.advice())
}

/// A warning for the first call of each macro in the input that may write an API.
fn unexpanded_calls(program: &Program) -> impl Iterator<Item = Problem> {
    let mut calls = BTreeMap::new();
    for module in program.input_modules() {
        for call in module.macros.iter().filter(|call| call.may_write_anything()) {
            calls.entry(&*call.name).or_insert((module, call));
        }
    }
    calls.into_values().map(|(module, call)| {
        let name = &call.name;
        let message = format!("`{name}!` is not expanded: an `#[ipc_api]` trait in it is left out");
        let problem = module.file.problem(codes::MACRO_GENERATED, call.span, message);
        problem.help(call.reason())
    })
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
