//! The tokio runtime of async and blocking handlers, and a guard against the application's panics.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::time::Duration;

use tokio::runtime::{EnterGuard, Runtime};

/// Far above the limit of one contents, so that many contents can run.
const BLOCKING_THREADS: usize = 2048;

/// The runtime, which starts on first use.
pub(crate) fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .max_blocking_threads(BLOCKING_THREADS)
            .thread_name("ipc-runtime")
            .build()
            .expect("the system has threads for async handlers")
    })
}

/// Makes this the runtime of the thread while the guard lives: the application's code may call
/// `tokio::spawn` on any thread.
pub(crate) fn enter() -> EnterGuard<'static> {
    runtime().enter()
}

/// Runs `future` for at most this time. It may be polled on any thread, and by any executor.
pub(crate) async fn timeout<F: Future>(after: Duration, future: F) -> Option<F::Output> {
    let timeout = {
        let _entered = enter();
        tokio::time::timeout(after, future)
    };
    timeout.await.ok()
}

/// Runs the application's code, and returns `None` if it panics. The payload of a panic is leaked,
/// because dropping it may panic again.
pub(crate) fn catch<R>(work: impl FnOnce() -> R) -> Option<R> {
    catch_unwind(AssertUnwindSafe(work)).map_err(std::mem::forget).ok()
}
