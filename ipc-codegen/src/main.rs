//! The command line of the compiler.

mod cli;

use std::process::ExitCode;

/// A compiler allocates and frees all the time. This takes a quarter off its run, and gives back to
/// the system what glibc would keep in pieces. On Unix, where rustc links with a C compiler, there
/// is one to build it.
#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
