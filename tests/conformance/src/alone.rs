//! Compiles each fixture alone, so that an error in one does not affect the others.

use std::fs;
use std::path::Path;
use std::thread;

use ipc_codegen::Input;
use ipc_codegen::report::Problem;

use crate::error::Result;
use crate::fixture::{Fixture, Group};
use crate::{package, rust};

/// Whether the compiler accepts a fixture.
pub(crate) struct Verdict<'a> {
    pub(crate) group: &'a Group,
    pub(crate) fixture: &'a Fixture,
    /// The reason, if the compiler refuses the fixture.
    pub(crate) refused: Option<String>,
}

/// Compiles all fixtures, and returns the verdicts in the same order. Writes the crates to `folder`.
pub(crate) fn compile<'a>(
    folder: &Path,
    dependencies: &str,
    groups: &'a [Group],
) -> Result<Vec<Verdict<'a>>> {
    let all: Vec<(&Group, &Fixture)> = groups
        .iter()
        .flat_map(|group| group.fixtures.iter().map(move |fixture| (group, fixture)))
        .collect();
    let workers = thread::available_parallelism()?.get();
    let chunk_len = all.len().div_ceil(workers).max(1);
    let verdicts = thread::scope(|scope| {
        let threads: Vec<_> = all
            .chunks(chunk_len)
            .enumerate()
            .map(|(index, chunk)| {
                let folder = folder.join(index.to_string());
                scope.spawn(move || {
                    package::write_manifest(&folder, "alone", dependencies)
                        .map_err(|error| error.to_string())?;
                    chunk
                        .iter()
                        .map(|&(group, fixture)| compile_one(&folder, group, fixture))
                        .collect::<Result<Vec<_>, String>>()
                })
            })
            .collect();
        let results = threads.into_iter().map(|thread| match thread.join() {
            Ok(verdicts) => verdicts,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        results.collect::<Result<Vec<_>, String>>()
    })?;
    Ok(verdicts.into_iter().flatten().collect())
}

/// The verdicts on fixtures that the compiler has accepted before.
pub(crate) fn accept(groups: &[Group]) -> Vec<Verdict<'_>> {
    let fixtures = groups.iter().flat_map(|group| {
        group.fixtures.iter().map(move |fixture| Verdict { group, fixture, refused: None })
    });
    fixtures.collect()
}

fn compile_one<'a>(
    folder: &Path,
    group: &'a Group,
    fixture: &'a Fixture,
) -> Result<Verdict<'a>, String> {
    let source = rust::IMPORTS.to_owned() + &rust::contract(group, std::iter::once(fixture));
    fs::write(folder.join("src/lib.rs"), source).map_err(|error| error.to_string())?;
    let input = Input { paths: vec![folder.to_owned()], ..Input::default() };
    let refused = ipc_codegen::compile(&input).err().map(|problems| reason(&problems));
    Ok(Verdict { group, fixture, refused })
}

/// The messages of the problems, on one line.
pub(crate) fn reason(problems: &[Problem]) -> String {
    let message = |Problem { code, message, .. }: &Problem| format!("[{code}] {message}");
    let mut messages: Vec<_> = problems.iter().map(message).collect();
    messages.dedup();
    messages.join("; ")
}
