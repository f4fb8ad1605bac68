//! The pipe between the application and the other side, as the application sees it.
//!
//! Packets come in through [`Backend::process`](crate::backend::Backend::process) and go out
//! through the [`Outbox`](crate::outbox::Outbox), in one order. What is left for a transport to do is
//! to hear that something waits there: the addon schedules a call of JavaScript's, the in-memory
//! transport delivers at once.

/// A transport's end of the pipe.
pub(crate) trait Pipe: Send + Sync + 'static {
    /// Packets wait in the outbox, and nobody is about to drain it. Once is enough until it has been
    /// drained; it must be drained by one thread at a time, so that packets keep their order.
    ///
    /// It is called from whichever thread has pushed, and with no lock held.
    fn wake(&self);
}
