//! The one queue of everything on its way to JavaScript: what is pushed first arrives first.

use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::frame::{Packet, Payload};
use crate::pipe::Pipe;

/// A packet that has grown to this size gets no more frames: Electron cannot carry all that a
/// busy moment puts together.
const FULL: usize = 1 << 20;

/// The queue, and the pipe that is woken when there is something in it.
#[derive(Default)]
pub(crate) struct Outbox {
    queue: Mutex<Queue>,
    pipe: OnceLock<Box<dyn Pipe>>,
}

#[derive(Default)]
struct Queue {
    packets: Vec<Packet>,
    /// The size of the last packet.
    size: usize,
    /// How many callers are going to drain anyway: while there is one, nobody is woken.
    draining: u32,
}

impl Outbox {
    /// Connects the pipe, once. It is woken when the queue stops being empty and nobody is about to
    /// drain it, and now if something waits already.
    pub(crate) fn connect(&self, pipe: impl Pipe) {
        // An application has one pipe.
        let _ = self.pipe.set(Box::new(pipe));
        if !self.lock().packets.is_empty() {
            self.wake();
        }
    }

    /// Appends a frame for `endpoint`, to the packet before it if that is for the same one. The words
    /// of its header come one by one.
    pub(crate) fn push(&self, endpoint: u32, header: &[&str], mut payload: Payload) {
        let mut queue = self.lock();
        let must_wake = queue.packets.is_empty() && queue.draining == 0;
        if queue.size >= FULL || queue.packets.last().is_none_or(|last| last.endpoint != endpoint) {
            queue.packets.push(Packet { endpoint, ..Packet::default() });
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
        if must_wake {
            self.wake();
        }
    }

    /// Takes everything.
    pub(crate) fn drain(&self) -> Vec<Packet> {
        std::mem::take(&mut self.lock().packets)
    }

    /// Runs `work` without waking anybody, and takes everything that is there after it.
    #[cfg(feature = "addon")]
    pub(crate) fn drain_after(&self, work: impl FnOnce()) -> Vec<Packet> {
        struct Draining<'a>(&'a Outbox);

        impl Drop for Draining<'_> {
            fn drop(&mut self) {
                self.0.lock().draining -= 1;
            }
        }

        self.lock().draining += 1;
        let draining = Draining(self);
        work();
        // A frame that is pushed between the two is taken too, or wakes.
        drop(draining);
        self.drain()
    }

    fn wake(&self) {
        if let Some(pipe) = self.pipe.get() {
            pipe.wake();
        }
    }

    /// Every change to the queue is complete before its lock is released.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
