//! The pipe between the application and the other side, as the application sees it.
//!
//! Packets come in through [`Backend::process`](crate::backend::Backend::process) and go out
//! through the [`Outbox`](crate::outbox::Outbox), in one order. A transport only has to learn when the
//! outbox has packets: the addon then schedules a call of JavaScript, and the in-memory transport
//! delivers at once.

/// A transport's end of the pipe.
pub(crate) trait Pipe: Send + Sync + 'static {
    /// Called when the outbox has packets and no caller is about to drain it. It is called once until
    /// the outbox has been drained. Only one thread at a time may drain, so that packets keep their
    /// order.
    ///
    /// The thread that pushed the packet calls, with no lock held.
    fn wake(&self);
}
