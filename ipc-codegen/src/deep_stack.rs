//! Threads with deep stacks, because types may be nested deeply and each level takes some stack.

use std::num::NonZero;
use std::thread;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

use crate::codes;
use crate::report::{Problem, sorted};

const STACK_SIZE: usize = 256 << 20;

/// The most threads to start: each reserves the address space of its stack.
const MAX_THREADS: usize = 8;

/// Does `work` on new threads with deep stacks, one for each processor. Its problems come out sorted.
pub(crate) fn on_deep_stacks<T: Send>(
    work: impl FnOnce() -> Result<T, Vec<Problem>> + Send,
) -> Result<T, Vec<Problem>> {
    let result = match deep_stacks() {
        Ok(pool) => pool.install(work),
        Err(error) => Err(vec![Problem::new(
            codes::UNREADABLE_FILE,
            format!("cannot start a thread to compile on: {error}"),
        )]),
    };
    result.map_err(sorted)
}

/// New threads with deep stacks, one for each processor.
pub(crate) fn deep_stacks() -> Result<ThreadPool, ThreadPoolBuildError> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(MAX_THREADS);
    ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK_SIZE).build()
}
