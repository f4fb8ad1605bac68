//! Receivers that consume the implementation, or have another type.

use std::sync::Arc;

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait CounterApi {
    #[send]
    fn stop(self);

    #[send]
    fn restart(self: Arc<Self>);

    #[send]
    fn resume(&'static self);
}

fn main() {}
