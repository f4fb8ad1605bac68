//! Calls run at the same time: none has the implementation for itself.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait CounterApi {
    #[invoke]
    fn count(&mut self, step: i32) -> i32;
}

fn main() {}
