//! Web contents: the limits that all pages loaded in them share, one page after the other.
//!
//! Handlers outlive the page that called them. The memory and the threads that they use count against
//! the contents, so that a page cannot evade a limit by a reload, and no contents can starve another.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::runtime::{catch, runtime};

/// The approximate memory of a call without its arguments, so that many small calls count too.
const CALL_COST: u64 = 256;

/// How many blocking handlers of one contents may run at once. The others wait in a queue.
pub(crate) const BLOCKING_SHARE: usize = 16;

/// The contents of a window or a view.
#[derive(Default)]
pub(crate) struct Contents {
    /// The size of the calls whose handlers have not ended, and of the items of their streams that
    /// the handlers have not read.
    open_bytes: AtomicU64,
    /// The size of the items that were sent to the pages and that they have not read.
    sent_bytes: AtomicU64,
    /// Notified when `sent_bytes` falls from the limit.
    taken: Notify,
    blocking: Mutex<BlockingQueue>,
}

/// The blocking handlers, in the order of their calls.
#[derive(Default)]
struct BlockingQueue {
    running: usize,
    waiting: VecDeque<Job>,
    /// How many calls have been cancelled since cancelled jobs were last removed from `waiting`.
    cancelled: usize,
}

struct Job {
    /// Cancelled with the call. The calls of the main process cannot be cancelled and have no token.
    cancelled: Option<CancellationToken>,
    run: Box<dyn FnOnce() + Send>,
}

impl Job {
    fn is_cancelled(&self) -> bool {
        self.cancelled.as_ref().is_some_and(CancellationToken::is_cancelled)
    }
}

impl Contents {
    /// Whether a call with arguments of this size may run beside the open calls. A single call always
    /// may.
    pub(crate) fn fits(&self, bytes: u64, limit: u64) -> bool {
        let open = self.open_bytes.load(Ordering::Relaxed);
        open == 0 || open.saturating_add(bytes + CALL_COST) <= limit
    }

    /// Counts the arguments of a call until the charge is dropped.
    pub(crate) fn charge(self: &Arc<Self>, bytes: u64) -> Charge {
        let bytes = bytes + CALL_COST;
        self.open_bytes.fetch_add(bytes, Ordering::Relaxed);
        Charge { contents: Arc::clone(self), bytes }
    }

    /// Whether streams may send more items.
    pub(crate) fn may_send(&self, limit: u64) -> bool {
        self.sent_bytes.load(Ordering::SeqCst) < limit
    }

    /// Counts the bytes of an item that is sent.
    pub(crate) fn bytes_sent(&self, bytes: u64) {
        self.sent_bytes.fetch_add(bytes, Ordering::SeqCst);
    }

    /// Counts the bytes of items that a page has read, or never will.
    pub(crate) fn bytes_taken(&self, bytes: u64, limit: u64) {
        // Below the limit, no stream waits for bytes.
        if self.sent_bytes.fetch_sub(bytes, Ordering::SeqCst) >= limit {
            self.taken.notify_waiters();
        }
    }

    /// Notified when pages have read items, and streams may send more.
    pub(crate) fn taken(&self) -> &Notify {
        &self.taken
    }

    /// Runs `run` on a thread for blocking work, at once or after the calls before it. If `cancelled`
    /// is cancelled earlier, `run` is dropped.
    pub(crate) fn run_blocking(
        self: &Arc<Self>,
        cancelled: Option<CancellationToken>,
        run: impl FnOnce() + Send + 'static,
    ) {
        let job = Job { cancelled, run: Box::new(run) };
        let mut queue = self.queue();
        if queue.running == BLOCKING_SHARE {
            queue.waiting.push_back(job);
            return;
        }
        queue.running += 1;
        drop(queue);
        let contents = Arc::clone(self);
        runtime().spawn_blocking(move || contents.run_jobs(job));
    }

    /// Runs a job, and then the waiting jobs.
    fn run_jobs(&self, first: Job) {
        let mut job = Some(first);
        while let Some(next) = job {
            // After a panic, the call has its answer from the responder that was dropped.
            catch(|| if next.is_cancelled() { drop(next) } else { (next.run)() });
            let mut queue = self.queue();
            job = queue.waiting.pop_front();
            if job.is_none() {
                queue.running -= 1;
            }
        }
    }

    /// Counts a cancelled call. Its job is removed once most waiting jobs may be cancelled, which
    /// bounds both the memory and the time for each cancelled call.
    pub(crate) fn call_cancelled(&self) {
        let mut queue = self.queue();
        queue.cancelled += 1;
        if queue.cancelled * 2 > queue.waiting.len() {
            Self::remove_cancelled(queue);
        }
    }

    /// Drops the waiting jobs that have been cancelled.
    pub(crate) fn remove_cancelled_jobs(&self) {
        Self::remove_cancelled(self.queue());
    }

    fn remove_cancelled(mut queue: MutexGuard<'_, BlockingQueue>) {
        queue.cancelled = 0;
        if queue.waiting.is_empty() {
            return;
        }
        let waiting = std::mem::take(&mut queue.waiting);
        let (cancelled, waiting) =
            waiting.into_iter().partition::<VecDeque<Job>, _>(Job::is_cancelled);
        queue.waiting = waiting;
        drop(queue);
        for job in cancelled {
            // Dropping the arguments may run the application's code.
            catch(|| drop(job));
        }
    }

    /// A poisoned lock is safe to use: every change is complete before the lock is released.
    fn queue(&self) -> MutexGuard<'_, BlockingQueue> {
        self.blocking.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts the arguments of a call whose handler has not ended.
pub(crate) struct Charge {
    contents: Arc<Contents>,
    bytes: u64,
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.contents.open_bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
