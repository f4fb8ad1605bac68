//! Puts the public types of published crates through the compiler, as a user's API would.
//!
//! ```text
//! ipc-crates stage <folder> [<crate>…]
//! ipc-crates report <folder> [<crate>…]
//! ```
//!
//! The first command reads the crates that `pinned/Cargo.toml` lists, or the named ones. rustdoc says which
//! types they export with both of serde's traits. Each type is compiled as the argument and the answer of
//! a method. The types that the compiler maps become stages for `tests/conformance/run.mjs`, and
//! `stages.txt` lists their folders. The second command writes `docs/crates.md` if `BLESS` is set, and
//! otherwise compares it with the results.
#![allow(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "progress and errors are for the user"
)]

mod listing;
mod pinned;
mod reasons;
mod report;
mod stand_ins;
mod values;
mod verdicts;

use std::path::Path;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use std::{env, fs, thread};

use ipc_conformance::error::Result;

use self::pinned::Pinned;

fn main() -> ExitCode {
    if let Some(code) = stand_ins::run() {
        return code;
    }
    let args: Vec<String> = env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<()> {
    let [command, folder, names @ ..] = args else {
        return Err(
            "the arguments must be `stage` or `report`, a folder, and names of crates".into()
        );
    };
    fs::create_dir_all(folder)?;
    let folder = Path::new(folder).canonicalize()?;
    match command.as_str() {
        "stage" => stage(&folder, &pinned::read(names)?),
        "report" => report::run(&folder, &pinned::read(names)?, names.is_empty()),
        "compile" => verdicts::compile_here(&folder, names),
        _ => Err(format!("there is no command `{command}`").into()),
    }
}

/// Stages all crates, on all processors.
fn stage(folder: &Path, crates: &[Pinned]) -> Result<()> {
    let queue = Mutex::new(crates.iter());
    let stages = Mutex::new(Vec::new());
    let failures = Mutex::new(Vec::new());
    let worker = || {
        while let Some(krate) = queue.lock().ok().and_then(|mut queue| queue.next()) {
            match stage_one(folder, krate) {
                Ok(mut found) => {
                    stages.lock().unwrap_or_else(PoisonError::into_inner).append(&mut found);
                }
                Err(error) => {
                    let failure = format!("{}: {error}", krate.name);
                    failures.lock().unwrap_or_else(PoisonError::into_inner).push(failure);
                }
            }
        }
    };
    let workers = thread::available_parallelism()?.get();
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(worker);
        }
    });
    let mut stages = stages.into_inner().unwrap_or_default();
    stages.sort();
    fs::write(folder.join("stages.txt"), stages.concat())?;
    let failures = failures.into_inner().unwrap_or_default();
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n").into()) }
}

/// Lists and compiles the types of a crate, and stages its mapped types. Returns a line for each stage.
fn stage_one(folder: &Path, krate: &Pinned) -> Result<Vec<String>> {
    let start = Instant::now();
    let package = folder.join(&krate.name);
    let types = listing::types(&package, krate)?;
    let verdicts = verdicts::compile(&package, krate, &types)?;
    let mapped = verdicts.iter().filter(|verdict| verdict.is_mapped()).count();
    println!(
        "{:<20} {mapped:>4} of {:>4} types, {:.0} s",
        krate.name,
        verdicts.len(),
        start.elapsed().as_secs_f64()
    );
    if env::var_os("IPC_CRATES_WITHOUT_VALUES").is_some() {
        return Ok(Vec::new());
    }
    values::stage(folder, krate, &verdicts)
}
