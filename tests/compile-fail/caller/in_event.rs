//! A caller of an event, which Rust itself calls.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait CounterApi {
    #[event("update-counter")]
    fn update_counter(caller: &ipc_runtime::Caller, step: i32);
}

fn main() {}
