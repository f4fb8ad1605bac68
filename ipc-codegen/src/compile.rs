//! The front half of the compiler: discover, parse, resolve and lower, check.
//!
//! Each pass collects all that is wrong and ends in a barrier: the next one starts only if there
//! was nothing. Spans belong to the thread that made them and never leave it: what comes out are
//! places, files and byte offsets.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;

use ipc_syntax::{Peer, parse_item, unraw};
use syn::Item;

use crate::check;
use crate::codes;
use crate::lower::{Lowering, ParsedApi};
use crate::report::Problem;
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
    compile_crates(input).map(|(schema, _)| schema)
}

/// [`compile`], and every file that was read for it.
pub(crate) fn compile_crates(input: &Input) -> Result<(Schema, Vec<PathBuf>), Vec<Problem>> {
    let input = input.clone();
    on_own_thread(move || {
        let program = discover(&input)?;
        let schema = compile_program(&program, check::check_runtime_names);
        Ok((schema.map(|schema| (schema, program.files_read())), program))
    })
}

/// Compiles one source text that has no files beside it; problems are placed in the file `name`.
///
/// # Errors
///
/// Every problem of the source, sorted by position.
pub fn compile_source(name: &str, source: &str) -> Result<Schema, Vec<Problem>> {
    let program = (name.to_owned(), source.to_owned());
    on_own_thread(move || {
        let program = Program::of_source(&program.0, &program.1);
        Ok((compile_program(&program, |_, _| {}), program))
    })
}

/// Types may be nested deeply, and each level takes some stack.
pub(crate) const STACK_SIZE: usize = 256 << 20;

/// What a run comes to, and what it came from.
type Compiled<T> = (Result<T, Vec<Problem>>, Program);

/// Waits for what `compile` comes to, and no longer: the program is freed while files are written.
fn on_own_thread<T: Send + 'static>(
    compile: impl FnOnce() -> Result<Compiled<T>, Vec<Problem>> + Send + 'static,
) -> Result<T, Vec<Problem>> {
    let (sender, receiver) = mpsc::channel();
    let work = move || {
        let (result, program) = match compile() {
            Ok((result, program)) => (result, Some(program)),
            Err(problems) => (Err(problems), None),
        };
        sender.send(result).expect("the other end is waiting for it");
        drop(program);
    };
    let result = match thread::Builder::new().stack_size(STACK_SIZE).spawn(work) {
        Ok(thread) => match receiver.recv() {
            Ok(result) => result,
            Err(_) => match thread.join() {
                Err(panic) => std::panic::resume_unwind(panic),
                Ok(()) => unreachable!("what ends without a panic has sent its result"),
            },
        },
        Err(error) => Err(vec![Problem::new(
            codes::UNREADABLE_FILE,
            format!("cannot start a thread to compile on: {error}"),
        )]),
    };
    result.map_err(sorted)
}

fn sorted(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by(|a, b| {
        let key = |problem: &Problem| {
            let place = problem.place.clone();
            place.map(|place| (place.file, place.range.start, place.range.end))
        };
        key(a).cmp(&key(b)).then_with(|| a.code.cmp(b.code)).then_with(|| a.message.cmp(&b.message))
    });
    problems.dedup();
    problems
}

/// `check_more` is for the rules that the runtime's own contract is free of.
fn compile_program(
    program: &Program,
    check_more: impl Fn(&[ParsedApi<'_>], &mut Vec<Problem>),
) -> Result<Schema, Vec<Problem>> {
    let modules = program.input_modules();
    barrier(program.take_problems())?;

    let mut problems = Vec::new();
    let mut apis = Vec::new();
    // Two binaries may have a file in common.
    let mut seen = BTreeSet::new();
    for module in modules {
        for found in &module.apis {
            let place = module.file.place(&found.item);
            // Those that one call of a macro stands for may have one place.
            let name = match &found.item {
                Item::Trait(item) => unraw(&item.ident),
                _ => String::new(),
            };
            if !seen.insert((place.file, place.range.start, name)) {
                continue;
            }
            let conditions = found.undecided.as_ref().map(|attr| (attr, &module.file));
            let conditions =
                conditions.or(module.undecided.as_ref().map(|(attr, file)| (attr, file)));
            if let Some((attr, file)) = conditions {
                let cfg = &program.krate(module.krate).cfg;
                problems.push(cfg.undecided_problem(attr, file));
            }
            match parse_item(found.args.clone(), &found.item) {
                Ok(api) => apis.push(ParsedApi { module, api }),
                Err(rejection) => problems
                    .extend(rejection.diagnostics.into_iter().map(|it| module.file.diagnosed(it))),
            }
        }
    }
    if seen.is_empty() {
        return Err(vec![no_api(program)]);
    }
    apis.sort_by_key(|it| it.api.ident.to_string());

    let mut lowering = Lowering::new(program);
    let lowered: Vec<_> = apis.iter().map(|api| lowering.lower_api(api)).collect();
    let (mut definitions, obligations) = lowering.finish(&mut problems);
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

    check::settle(&mut definitions, &given);
    let mut problems = Vec::new();
    check::check_input_names(&apis, &definitions, &mut problems);
    barrier(problems)?;

    let mut schema =
        Schema { pages: Vec::new(), mains: Vec::new(), types: check::type_defs(&definitions) };
    for (parsed, api) in apis.iter().zip(lowered) {
        match parsed.api.peer {
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
