//! An implementation that is not `Sync`.

use std::cell::Cell;

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait CounterApi {
    #[send]
    fn count(&self, step: i32);
}

struct Counter(Cell<i32>);

impl CounterApi for Counter {
    fn count(&self, step: i32) {
        self.0.set(self.0.get() + step);
    }
}

fn main() {}
