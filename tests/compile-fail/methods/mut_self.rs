//! A receiver that needs the implementation for one call alone.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait CounterApi {
    #[invoke]
    fn count(&mut self, step: i32) -> i32;
}

fn main() {}
