//! The reception of packets, on the thread that also runs plain handlers: Electron's JS thread. While a handler
//! holds it, no answer to a request arrives.

use std::cell::Cell;
use std::future::pending;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::runtime;
use crate::table::{Channel, Kind};

/// How long a handler may hold the thread before requests fail: one of them may be what it waits for.
const MAX_HELD: Duration = Duration::from_secs(5);

thread_local! {
    /// How many packets this thread is receiving: a handler may receive one within another.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// What is being received.
#[derive(Default)]
pub(crate) struct Receiving {
    packet: Mutex<Option<Packet>>,
}

/// A packet that is being received.
#[derive(Clone, Copy)]
struct Packet {
    since: Instant,
    /// The method whose handler runs, or ran last.
    handler: Option<&'static Channel>,
}

impl Receiving {
    /// Runs `work` as the receiver of a packet.
    pub(crate) fn receive<R>(&self, work: impl FnOnce() -> R) -> R {
        struct Guard<'a> {
            outermost: Option<&'a Receiving>,
        }

        impl Drop for Guard<'_> {
            fn drop(&mut self) {
                DEPTH.set(DEPTH.get() - 1);
                if let Some(receiving) = self.outermost {
                    *receiving.packet() = None;
                }
            }
        }

        let is_outermost = DEPTH.get() == 0;
        DEPTH.set(DEPTH.get() + 1);
        let _guard = Guard { outermost: is_outermost.then_some(self) };
        if is_outermost {
            *self.packet() = Some(Packet { since: Instant::now(), handler: None });
        }
        work()
    }

    /// Notes that the handler of a method runs on this thread.
    pub(crate) fn run_handler(&self, handler: &'static Channel) {
        if let Some(packet) = &mut *self.packet() {
            packet.handler = Some(handler);
        }
    }

    /// Why an answer that is awaited on this thread cannot arrive, if so.
    pub(crate) fn obstacle(&self) -> Option<String> {
        (DEPTH.get() > 0).then(|| {
            let handler = self.packet().and_then(|packet| packet.handler);
            let place = handler.map_or_else(
                || "on the JS thread".to_owned(),
                |handler| format!("in the handler of `{}`", handler.name),
            );
            format!(
                "it was awaited {place}, which keeps the answer from arriving: {}",
                advice(handler)
            )
        })
    }

    /// Returns why no answer can arrive, once a handler has held the thread for too long.
    pub(crate) async fn held_too_long(&self) -> String {
        loop {
            let held = self.packet().filter(|packet| packet.since.elapsed() >= MAX_HELD);
            if let Some(Packet { handler, .. }) = held {
                let name = handler.map_or("a handler".to_owned(), |handler| {
                    format!("the handler of `{}`", handler.name)
                });
                return format!(
                    "{name} has held the JS thread for {MAX_HELD:?}: {}",
                    advice(handler)
                );
            }
            runtime::timeout(MAX_HELD / 5, pending::<()>()).await;
        }
    }

    fn packet(&self) -> MutexGuard<'_, Option<Packet>> {
        self.packet.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn advice(handler: Option<&Channel>) -> String {
    match handler {
        Some(Channel { name, kind: Kind::Sync, .. }) => {
            format!("make `{name}` an `#[invoke]` with an `async fn`")
        }
        _ => "make the handler an `async fn`".to_owned(),
    }
}
