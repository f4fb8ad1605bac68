//! Listeners that get an event before the arguments.

use ipc_runtime::ipc_api;

#[ipc_api(window = "electronAPI", event_argument)]
pub trait CounterApi {
    #[event("update-counter")]
    fn update_counter(step: i32);

    #[send("counter-value")]
    fn counter_value(&self, value: i32);
}

fn main() {}
