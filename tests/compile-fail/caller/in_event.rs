//! The caller of an event would be Rust.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait CounterApi {
    #[event("update-counter")]
    fn update_counter(caller: &ipc_runtime::Caller, step: i32);
}

fn main() {}
