//! A method with the JavaScript name of an event.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait CounterApi {
    #[event("counted")]
    fn counted(value: i32);

    #[send("on-counted")]
    fn on_counted(&self, value: i32);
}

fn main() {}
