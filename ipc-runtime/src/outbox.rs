//! The one queue of everything on its way to JavaScript: what is pushed first arrives first.

use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::frame::{Packet, Payload};

/// A packet that has grown to this size gets no more frames: Electron cannot carry all that a
/// busy moment puts together.
const FULL: usize = 1 << 20;

/// The queue, and the bell that says there is something in it.
#[derive(Default)]
pub(crate) struct Outbox {
    queue: Mutex<Queue>,
    wake: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

#[derive(Default)]
struct Queue {
    packets: Vec<Packet>,
    /// The size of the last packet.
    size: usize,
    /// How many callers are going to drain anyway: while there is one, the bell stays silent.
    draining: u32,
}

impl Outbox {
    /// Sets the bell, once: it rings when the queue stops being empty and nobody is about to drain.
    pub(crate) fn on_wake(&self, wake: impl Fn() + Send + Sync + 'static) {
        // A pipe is opened once; a second bell would have nothing to ring for.
        let _ = self.wake.set(Box::new(wake));
        if !self.lock().packets.is_empty() {
            self.ring();
        }
    }

    /// Appends a frame for `page`, to the packet before it if that is for the same page. The words
    /// of its header come one by one.
    pub(crate) fn push(&self, page: u32, header: &[&str], mut payload: Payload) {
        let mut queue = self.lock();
        let must_ring = queue.packets.is_empty() && queue.draining == 0;
        if queue.size >= FULL || queue.packets.last().is_none_or(|last| last.page != page) {
            queue.packets.push(Packet { page, ..Packet::default() });
            queue.size = 0;
        }
        queue.size += payload.text.len() + payload.buffers.iter().map(Vec::len).sum::<usize>();
        if let Some(packet) = queue.packets.last_mut() {
            let text = &mut packet.text;
            if !packet.buffers.is_empty() && !payload.buffers.is_empty() {
                // Writing to a `String` cannot fail.
                let _ = writeln!(text, "at {}\n", packet.buffers.len());
            }
            for (at, word) in header.iter().enumerate() {
                if at > 0 {
                    text.push(' ');
                }
                text.push_str(word);
            }
            text.push('\n');
            text.push_str(&payload.text);
            text.push('\n');
            packet.buffers.append(&mut payload.buffers);
        }
        drop(queue);
        if must_ring {
            self.ring();
        }
    }

    /// Takes everything.
    pub(crate) fn drain(&self) -> Vec<Packet> {
        std::mem::take(&mut self.lock().packets)
    }

    #[cfg(feature = "addon")]
    /// Runs `work` without ringing, and takes everything that is there after it. `work` must not
    /// panic.
    pub(crate) fn drain_after(&self, work: impl FnOnce()) -> Vec<Packet> {
        self.lock().draining += 1;
        work();
        let mut queue = self.lock();
        queue.draining -= 1;
        std::mem::take(&mut queue.packets)
    }

    fn ring(&self) {
        if let Some(wake) = self.wake.get() {
            wake();
        }
    }

    /// Every change to the queue is complete before its lock is released.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
