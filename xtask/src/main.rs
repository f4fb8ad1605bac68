//! The project's own commands: `cargo xtask demo`, `cargo xtask test`, `cargo xtask bench` and
//! `cargo xtask build-js`.
//!
//! Each command sets up what it needs first, and skips silently what is there already.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "these commands talk to the person at the terminal"
)]

mod app;
mod bench;
mod demo;
mod process;
mod result;
mod setup;
mod tally;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::result::Result;
use crate::test::Step;
use crate::workspace::Workspace;

/// The project's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds an example and opens it in Electron; without a display, a script operates the app and
    /// prints what happens
    Demo {
        /// A folder of `examples/`
        #[arg(default_value = "set-title")]
        example: String,
    },
    /// Measures all rows, or the given ones, against hand-written IPC
    Bench(bench::Options),
    /// Builds `ipc-codegen/runtime`, which the compiler embeds, from `ipc-js`
    BuildJs,
    /// Runs all tests, or the given steps
    Test {
        /// The steps to run, by default all
        steps: Vec<Step>,
    },
}

/// Writes `ipc-codegen/runtime`.
fn build_js(workspace: &Workspace) -> Result<()> {
    setup::packages(workspace)?;
    process::show(workspace.command("node").arg("ipc-js/build.mjs"))
}

fn main() -> ExitCode {
    let result = Workspace::load().and_then(|workspace| match Cli::parse().command {
        Command::Demo { example } => demo::run(&workspace, &example).map(|()| ExitCode::SUCCESS),
        Command::Bench(options) => bench::run(&workspace, &options).map(|()| ExitCode::SUCCESS),
        Command::BuildJs => build_js(&workspace).map(|()| ExitCode::SUCCESS),
        Command::Test { steps } => test::run(&workspace, &steps),
    });
    result.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}
