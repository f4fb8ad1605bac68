//! The front half of the compiler: discover, parse, resolve and lower, check.
//!
//! Each pass collects all that is wrong and ends in a barrier: the next one starts only if there
//! was nothing. Files are parsed on all processors; what is kept of them is free of tokens, whose
//! places belong to the thread that made them.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use ipc_syntax::Peer;
use rayon::ThreadPoolBuilder;

use crate::check;
use crate::codes;
use crate::lower::{FoundApi, Lowerings};
use crate::report::{Place, Problem};
use crate::schema::Schema;
use crate::source::{Program, discover};

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

/// Compiles crates to a schema.
///
/// # Errors
///
/// Every problem of the run, sorted by file and position.
pub fn compile(input: &Input) -> Result<Schema, Vec<Problem>> {
    on_deep_stacks(|| compile_crates(input).map(|(schema, _)| schema))
}

/// Compiles one source text that has no files beside it; problems are placed in the file `name`.
///
/// # Errors
///
/// Every problem of the source, sorted by position.
pub fn compile_source(name: &str, source: &str) -> Result<Schema, Vec<Problem>> {
    on_deep_stacks(|| compile_text(name, source))
}

/// [`compile`] on a deep stack, and every file that was read for it.
pub(crate) fn compile_crates(input: &Input) -> Result<(Schema, Vec<PathBuf>), Vec<Problem>> {
    let program = discover(input)?;
    let schema = compile_program(&program, check::check_runtime_names)?;
    Ok((schema, program.files_read()))
}

/// [`compile_source`] on a deep stack.
pub(crate) fn compile_text(name: &str, source: &str) -> Result<Schema, Vec<Problem>> {
    compile_program(&Program::of_source(name, source), |_, _| {})
}

/// Types may be nested deeply, and each level takes some stack.
const STACK_SIZE: usize = 256 << 20;

/// The most threads that work is shared among: each takes the addresses of its stack.
const MAX_THREADS: usize = 8;

/// Does `work` on threads of its own, one for each processor.
pub(crate) fn on_deep_stacks<T: Send>(
    work: impl FnOnce() -> Result<T, Vec<Problem>> + Send,
) -> Result<T, Vec<Problem>> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(MAX_THREADS);
    let result = match ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK_SIZE).build()
    {
        Ok(pool) => pool.install(work),
        Err(error) => Err(vec![Problem::new(
            codes::UNREADABLE_FILE,
            format!("cannot start a thread to compile on: {error}"),
        )]),
    };
    result.map_err(sorted)
}

/// Each problem once, in an order that does not depend on which thread found it.
fn sorted(mut problems: Vec<Problem>) -> Vec<Problem> {
    let key = |place: &Place| (Arc::clone(&place.file), place.range.start, place.range.end);
    problems.sort_by_cached_key(|problem| {
        let related = problem.related.iter().map(|(place, label)| (key(place), label.clone()));
        let Problem { place, code, message, help, .. } = problem;
        let related: Vec<_> = related.collect();
        (place.as_ref().map(key), *code, message.clone(), help.clone(), related)
    });
    problems.dedup();
    problems
}

/// `check_more` is for the rules that the runtime's own contract is free of.
fn compile_program(
    program: &Program,
    check_more: impl Fn(&[FoundApi<'_>], &mut Vec<Problem>),
) -> Result<Schema, Vec<Problem>> {
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
    check_more(&apis, &mut problems);
    check::check_types(&apis, &definitions, &mut problems);
    barrier(problems)?;

    let mut problems = Vec::new();
    let given = check::check_shapes(&definitions, &obligations, &mut problems);
    barrier(problems)?;

    check::settle(&mut definitions, &mut lowered, &given);
    let mut problems = Vec::new();
    let differing = check::differing(&definitions);
    check::check_input_names(&apis, &definitions, &differing, &mut problems);
    check::check_params(&definitions, &differing, &mut problems);
    barrier(problems)?;

    let types = check::type_defs(definitions, &differing);
    let mut schema = Schema { pages: Vec::new(), mains: Vec::new(), types };
    for (found, api) in apis.iter().zip(lowered) {
        match found.api.peer {
            Peer::Page => schema.pages.push(api),
            Peer::Main => schema.mains.push(api),
        }
    }
    Ok(schema)
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
