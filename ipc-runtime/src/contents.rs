//! Web contents: what is limited over all pages that are loaded there, one after the other.
//!
//! Handlers outlive the page that called them. What they hold is held against the contents, so that
//! a reload is no way around a limit, and no contents can starve another.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::runtime::{catch, runtime};

/// What a call holds besides its arguments, roughly: many small calls are not free either.
const CALL_COST: u64 = 256;

/// How many blocking handlers of one contents may run at once; the others wait for their turn.
pub(crate) const BLOCKING_SHARE: usize = 16;

/// The contents of a window or a view.
#[derive(Default)]
pub(crate) struct Contents {
    /// Of the calls that have not ended.
    open_bytes: AtomicU64,
    lane: Mutex<Lane>,
}

/// The blocking handlers, in the order of their calls.
#[derive(Default)]
struct Lane {
    running: usize,
    waiting: VecDeque<Job>,
    /// How many calls have been cancelled since `waiting` was swept.
    cancelled: usize,
}

struct Job {
    /// Cancelled when nobody waits for the handler; none for the main process, which always does.
    cancelled: Option<CancellationToken>,
    run: Box<dyn FnOnce() + Send>,
}

impl Job {
    fn is_cancelled(&self) -> bool {
        self.cancelled.as_ref().is_some_and(CancellationToken::is_cancelled)
    }
}

impl Contents {
    /// Whether a call with so many bytes of arguments may run beside those that do. One alone
    /// always may.
    pub(crate) fn fits(&self, bytes: u64, limit: u64) -> bool {
        let open = self.open_bytes.load(Ordering::Relaxed);
        open == 0 || open.saturating_add(bytes + CALL_COST) <= limit
    }

    /// Counts the arguments of a call for as long as the charge lives.
    pub(crate) fn charge(self: &Arc<Self>, bytes: u64) -> Charge {
        let bytes = bytes + CALL_COST;
        self.open_bytes.fetch_add(bytes, Ordering::Relaxed);
        Charge { contents: Arc::clone(self), bytes }
    }

    /// Runs `run` on a thread for blocking work, at once or when its turn has come. If `cancelled`
    /// is cancelled before that, it never runs.
    pub(crate) fn run_blocking(
        self: &Arc<Self>,
        cancelled: Option<CancellationToken>,
        run: impl FnOnce() + Send + 'static,
    ) {
        let job = Job { cancelled, run: Box::new(run) };
        let mut lane = self.lane();
        if lane.running == BLOCKING_SHARE {
            lane.waiting.push_back(job);
            return;
        }
        lane.running += 1;
        drop(lane);
        let contents = Arc::clone(self);
        runtime().spawn_blocking(move || contents.work(job));
    }

    /// Runs a job and those that wait behind it.
    fn work(&self, first: Job) {
        let mut job = Some(first);
        while let Some(next) = job {
            // A panic has been answered when the handler's responder was dropped.
            catch(|| if next.is_cancelled() { drop(next) } else { (next.run)() });
            let mut lane = self.lane();
            job = lane.waiting.pop_front();
            if job.is_none() {
                lane.running -= 1;
            }
        }
    }

    /// A call has been cancelled: if it waits, what it holds is freed soon, and in a time that does
    /// not grow with the number of those that wait.
    pub(crate) fn call_cancelled(&self) {
        let mut lane = self.lane();
        lane.cancelled += 1;
        if lane.cancelled * 2 > lane.waiting.len() {
            Self::sweep(lane);
        }
    }

    /// A page has ended: those of its calls that wait are freed.
    pub(crate) fn page_ended(&self) {
        Self::sweep(self.lane());
    }

    fn sweep(mut lane: MutexGuard<'_, Lane>) {
        lane.cancelled = 0;
        if lane.waiting.is_empty() {
            return;
        }
        let waiting = std::mem::take(&mut lane.waiting);
        let (ended, waiting) = waiting.into_iter().partition::<VecDeque<Job>, _>(Job::is_cancelled);
        lane.waiting = waiting;
        drop(lane);
        for job in ended {
            // What the arguments do when they are dropped is the application's.
            catch(|| drop(job));
        }
    }

    /// Every change is complete before the lock is released.
    fn lane(&self) -> MutexGuard<'_, Lane> {
        self.lane.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The bytes of the arguments of a call that has not ended.
pub(crate) struct Charge {
    contents: Arc<Contents>,
    bytes: u64,
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.contents.open_bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
