//! The front half of the compiler: discover, parse, resolve and lower, check.
//!
//! Each pass collects all that is wrong and ends in a barrier: the next one starts only if there
//! was nothing. Files are parsed on all processors; what is kept of them is free of tokens, whose
//! places belong to the thread that made them.

use std::collections::BTreeSet;
use std::path::PathBuf;

use ipc_syntax::Errors;

use crate::check;
use crate::codes;
use crate::deep_stack::on_deep_stacks;
use crate::locations::{ApiLocations, Locations};
use crate::lower::{Definition, FoundApi, Lowerings};
use crate::report::Problem;
use crate::schema::Schema;
use crate::source::{Program, discover};
use crate::targets;

/// What to compile, and how.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Folders of crates, `Cargo.toml` files, or `.rs` files that are the root of their modules.
    /// APIs are collected from these; types from whatever they depend on by path too.
    pub paths: Vec<PathBuf>,
    /// Features that are on in the named crates, besides the default ones.
    pub features: Vec<String>,
    /// Whether the default features are off.
    pub no_default_features: bool,
    /// Whether all features are on.
    pub all_features: bool,
    /// The target triple that decides target-specific `cfg`s.
    pub target: Option<String>,
}

/// Compiles crates to a schema that every target can print.
///
/// # Errors
///
/// Every problem of the run, sorted by file and position.
pub fn compile(input: &Input) -> Result<Schema, Vec<Problem>> {
    on_deep_stacks(|| compile_crates(input, &targets::check_all).map(|(schema, _)| schema))
}

/// Compiles one source text that has no files beside it; problems are located in the file `name`.
///
/// # Errors
///
/// Every problem of the source, sorted by position.
pub fn compile_source(name: &str, source: &str) -> Result<Schema, Vec<Problem>> {
    let program = Program::of_source(name, source);
    on_deep_stacks(|| compile_program(&program, &targets::check_all))
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
    compile_program(&program, &|_, _, _| {})
}

/// The rules of targets.
type CheckNames<'a> = &'a (dyn Fn(&Schema, &Locations, &mut Errors<Problem>) + Sync);

/// [`compile`] on a deep stack, and every file that was read for it.
pub(crate) fn compile_crates(
    input: &Input,
    check_names: CheckNames<'_>,
) -> Result<(Schema, Vec<PathBuf>), Vec<Problem>> {
    let program = discover(input)?;
    let schema = compile_program(&program, check_names)?;
    Ok((schema, program.files_read()))
}

fn compile_program(program: &Program, check_names: CheckNames<'_>) -> Result<Schema, Vec<Problem>> {
    program.read_inputs();
    let modules = program.input_modules();
    barrier(program.take_problems())?;

    let mut problems = Vec::new();
    let mut apis = Vec::new();
    // Two binaries may have a file in common.
    let mut seen = BTreeSet::new();
    for module in modules {
        for found in &module.apis {
            let place = module.file.place(found.at);
            // Those that one call of a macro stands for may have one place.
            let name = found.name.as_ref().map(|name| &*name.text);
            if !seen.insert((place.file, place.range.start, name)) {
                continue;
            }
            let own = found.undecided.as_ref().map(|condition| (condition, &module.file));
            let around = module.undecided.as_ref().map(|(condition, file)| (condition, file));
            if let Some((condition, file)) = own.or(around) {
                let cfg = &program.krate(module.krate).cfg;
                problems.push(cfg.undecided_problem(condition, file));
            }
            problems.extend_from_slice(&found.problems);
            apis.extend(found.api.as_ref().map(|api| FoundApi { module, api }));
        }
    }
    if seen.is_empty() {
        return Err(vec![no_api(program)]);
    }
    apis.sort_by_key(|it| &*it.api.name.text);

    let mut lowerings = Lowerings::new(program);
    let mut lowered: Vec<_> = apis.iter().map(|api| lowerings.lower_api(api)).collect();
    let (mut definitions, obligations) = lowerings.finish(&mut problems);
    problems.extend(program.take_problems());
    barrier(problems)?;

    let mut problems = Vec::new();
    check::check_apis(&apis, &mut problems);
    check::check_types(&apis, &definitions, &mut problems);
    barrier(problems)?;

    let mut problems = Vec::new();
    let given = check::check_shapes(&definitions, &obligations, &mut problems);
    barrier(problems)?;

    check::settle(&mut definitions, &mut lowered, &given);
    let locations = locations(&apis, &definitions);
    let differing = check::differing(&definitions);
    let schema = Schema { apis: lowered, types: check::type_defs(definitions, &differing) };
    let mut errors = Errors::new();
    check_names(&schema, &locations, &mut errors);
    errors.check()?;
    Ok(schema)
}

fn locations(apis: &[FoundApi<'_>], definitions: &[Definition]) -> Locations {
    let api = |FoundApi { module, api }: &FoundApi<'_>| {
        let file = &module.file;
        let channels = api.methods.iter().map(|method| file.place(method.channel.at));
        let locations = ApiLocations {
            name: file.place(api.name.at),
            key: file.place(api.key.at),
            channels: channels.collect(),
        };
        (api.name.to_string(), locations)
    };
    let types = definitions.iter().map(|ty| (ty.name.clone(), ty.place.clone()));
    Locations { apis: apis.iter().map(api).collect(), types: types.collect() }
}

fn barrier(problems: Vec<Problem>) -> Result<(), Vec<Problem>> {
    if problems.is_empty() { Ok(()) } else { Err(problems) }
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
