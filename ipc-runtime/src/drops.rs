//! What is dropped of one packet: it is told once, however much it is.

use std::cell::{Cell, OnceCell};

use crate::frame::MAIN;
use crate::log;

/// The frames of a packet that were dropped.
#[derive(Default)]
pub(crate) struct Drops {
    count: Cell<usize>,
    /// Why the first was.
    reason: OnceCell<String>,
}

impl Drops {
    /// One more. Only the first has to say why.
    pub(crate) fn add(&self, reason: impl FnOnce() -> String) {
        self.count.set(self.count.get() + 1);
        self.reason.get_or_init(reason);
    }

    /// What was dropped, and why the first was, if anything was.
    pub(crate) fn summary(&self) -> Option<(String, &str)> {
        let reason = self.reason.get()?;
        let what = match self.count.get() {
            1 => "a frame is dropped".to_owned(),
            count => format!("{count} frames of one message are dropped, the first because"),
        };
        Some((what, reason))
    }

    /// Logs it.
    pub(crate) fn log(&self, endpoint: u32) {
        let Some((what, reason)) = self.summary() else { return };
        if endpoint == MAIN {
            log::note(format_args!("the main process: {what}: {reason}"));
        } else {
            log::from_page(endpoint, &what, reason);
        }
    }
}
