//! The command line of the compiler.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
