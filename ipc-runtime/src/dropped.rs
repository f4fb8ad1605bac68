//! The dropped frames of one packet, which are logged in one line.

use std::cell::{Cell, OnceCell};

use crate::frame::MAIN;
use crate::log;

/// Counts the dropped frames of a packet.
#[derive(Default)]
pub(crate) struct DroppedFrames {
    count: Cell<usize>,
    /// The reason why the first frame was dropped.
    reason: OnceCell<String>,
}

impl DroppedFrames {
    /// Adds a frame. `reason` is called for the first frame only.
    pub(crate) fn add(&self, reason: impl FnOnce() -> String) {
        self.count.set(self.count.get() + 1);
        self.reason.get_or_init(reason);
    }

    /// What was dropped, and why the first frame was; `None` if no frame was dropped.
    pub(crate) fn summary(&self) -> Option<(String, &str)> {
        let reason = self.reason.get()?;
        let summary = match self.count.get() {
            1 => "a frame is dropped".to_owned(),
            count => format!("{count} frames of one message are dropped, the first because"),
        };
        Some((summary, reason))
    }

    /// Logs the summary, if a frame was dropped.
    pub(crate) fn log(&self, endpoint: u32) {
        let Some((summary, reason)) = self.summary() else { return };
        if endpoint == MAIN {
            log::report(format_args!("the main process: {summary}: {reason}"));
        } else {
            log::report_page(endpoint, &summary, reason);
        }
    }
}
