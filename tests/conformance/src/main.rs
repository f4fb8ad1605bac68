//! Stages the proof of the conformance fixtures: compiles each alone, and writes a crate and an
//! app with all that compile.
//!
//! ```text
//! ipc-conformance <stage> [<file.rs>...]
//! ```
//!
//! Without files the fixtures are those of `fixtures/`. Others, such as random ones, become modules
//! of the staged crate. What comes out in the folder `<stage>`:
//!
//! - `crate/`: the addon, with an API for each group, and the program `prove`, which asks serde;
//! - `app/ipc/`: what the compiler writes for the APIs;
//! - `published/`: what it writes for the inputs of other tools' tests;
//! - `stage.json`: each fixture, and how it is called or why the compiler refuses it, and where
//!   the addon and the program are.
#![allow(clippy::print_stderr, reason = "it talks to the person at the terminal")]

mod alone;
mod fixture;
mod published;
mod rust;
mod stage;

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

/// Why the proof cannot be staged, in words for the person who asked for it.
type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

fn main() -> ExitCode {
    let mut args = env::args_os().skip(1).map(PathBuf::from);
    let Some(stage) = args.next() else {
        eprintln!("usage: ipc-conformance <stage> [<file.rs>...]");
        return ExitCode::from(2);
    };
    match stage::write(&stage, &args.collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
