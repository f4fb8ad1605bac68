//! An event with a receiver: the page implements it.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait CounterApi {
    #[event("update-counter")]
    fn update_counter(&self, step: i32);
}

fn main() {}
