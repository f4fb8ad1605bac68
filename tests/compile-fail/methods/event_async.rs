//! An event that is `async`.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait CounterApi {
    #[event]
    async fn update_counter(step: i32);
}

fn main() {}
