//! The queue of all frames for JavaScript, first in, first out.

use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::frame::{FrameHeader, Packet};
use crate::payload::Payload;
use crate::pipe::Pipe;

/// A packet of this size is closed. Electron limits the size of messages.
const FULL_PACKET_SIZE: usize = 1 << 20;

/// The queue, and the pipe that is woken when the queue has packets.
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
    /// How many callers are about to drain the queue. While there is one, the pipe is not woken.
    draining: u32,
}

impl Outbox {
    /// Connects the pipe, once. The pipe is woken when the first packet is pushed and no caller is about
    /// to drain the queue, and now if the queue has packets already.
    pub(crate) fn connect(&self, pipe: impl Pipe) {
        // An application has only one pipe: a second one is ignored.
        let _ = self.pipe.set(Box::new(pipe));
        if !self.lock().packets.is_empty() {
            self.wake();
        }
    }

    /// Appends a frame for `endpoint`, to the last packet if that has the same endpoint.
    pub(crate) fn push(&self, endpoint: u32, header: FrameHeader<'_>, payload: Payload) {
        self.push_if(|| true, endpoint, header, payload);
    }

    /// Appends a frame if `is_wanted` returns `true`. No frame of another thread can come between the two,
    /// such as the end of a stream before its item.
    pub(crate) fn push_if(
        &self,
        is_wanted: impl FnOnce() -> bool,
        endpoint: u32,
        header: FrameHeader<'_>,
        mut payload: Payload,
    ) {
        let mut queue = self.lock();
        if !is_wanted() {
            return;
        }
        let must_wake = queue.packets.is_empty() && queue.draining == 0;
        if queue.size >= FULL_PACKET_SIZE
            || queue.packets.last().is_none_or(|last| last.endpoint != endpoint)
        {
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
            header.push_to(text);
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

    /// Takes all packets.
    pub(crate) fn drain(&self) -> Vec<Packet> {
        std::mem::take(&mut self.lock().packets)
    }

    /// Runs `work` without waking the pipe, and takes all packets after it.
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
        // A frame that another thread pushes here may wake the pipe, and is taken below all the same.
        drop(draining);
        self.drain()
    }

    fn wake(&self) {
        if let Some(pipe) = self.pipe.get() {
            pipe.wake();
        }
    }

    /// A poisoned lock is safe to use: every change is complete before the lock is released.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
