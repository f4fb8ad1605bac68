//! Where the application's code runs: the tokio of async and blocking handlers, and panics.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use tokio::runtime::{EnterGuard, Runtime};

/// Beyond the threads that one contents may have, so that many at once still have theirs.
const BLOCKING_THREADS: usize = 2048;

/// The runtime, started when it is first needed.
pub(crate) fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .max_blocking_threads(BLOCKING_THREADS)
            .thread_name("ipc-runtime")
            .build()
            .expect("the system gives no threads for async handlers")
    })
}

/// Makes it the runtime of this thread, for as long as the guard lives: the application's code may
/// spawn wherever it is called.
pub(crate) fn enter() -> EnterGuard<'static> {
    runtime().enter()
}

/// Runs the application's code; none if it panics. What a panic carries is not dropped: that may
/// panic in its turn.
pub(crate) fn catch<R>(work: impl FnOnce() -> R) -> Option<R> {
    catch_unwind(AssertUnwindSafe(work)).map_err(std::mem::forget).ok()
}
