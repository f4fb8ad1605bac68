//! An argument of an event that serde cannot write.

use ipc_runtime::ipc_api;

pub struct Step(pub i32);

#[ipc_api]
pub trait CounterApi {
    #[event("update-counter")]
    fn update_counter(step: Step);
}

fn main() {}
