//! What this program does in the place of cargo and rustdoc, where another program calls them.
//!
//! The compiler asks cargo for the sources of dependencies in each run. The answer is the same for all types
//! of a crate, so this program gives it. rustdoc lists the types of a crate only with an unstable option.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, fs, io};

/// Holds the file with cargo's answer.
const METADATA: &str = "IPC_CRATES_METADATA";

/// Is set for a program that calls rustdoc.
const RUSTDOC: &str = "IPC_CRATES_RUSTDOC";

/// Does the work of cargo or rustdoc, if this program was called for it.
pub(crate) fn run() -> Option<ExitCode> {
    let mut args = env::args_os().skip(1).peekable();
    let is_metadata = args.peek().is_some_and(|first| first == "metadata");
    if let (true, Some(file)) = (is_metadata, env::var_os(METADATA)) {
        let copied =
            fs::File::open(file).and_then(|mut file| io::copy(&mut file, &mut io::stdout()));
        return Some(if copied.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    env::var_os(RUSTDOC)?;
    let status = Command::new("rustdoc").args(args).env("RUSTC_BOOTSTRAP", "1").status();
    let is_success = status.is_ok_and(|status| status.success());
    Some(if is_success { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Makes a program call this one for `cargo metadata`, which answers with a file.
pub(crate) fn answer_metadata<'a>(
    command: &'a mut Command,
    program: &Path,
    file: &Path,
) -> &'a mut Command {
    command.env("CARGO", program).env(METADATA, file)
}

/// Makes cargo call this program for rustdoc, which allows unstable options.
pub(crate) fn allow_unstable_rustdoc<'a>(
    command: &'a mut Command,
    program: &Path,
) -> &'a mut Command {
    command.env("RUSTDOC", program).env(RUSTDOC, "1")
}
