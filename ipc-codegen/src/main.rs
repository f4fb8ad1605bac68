//! The command line of the compiler.

mod cli;

use std::process::ExitCode;

/// A compiler allocates and frees all the time. This allocator saves a quarter of a run, and returns
/// memory to the system that glibc would keep in fragments. It needs a C compiler to build, which
/// exists on Unix: rustc links with it.
#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
