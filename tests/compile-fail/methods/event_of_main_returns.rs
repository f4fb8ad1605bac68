//! An event to the main process that returns a value: `#[request]` can.

use ipc_runtime::ipc_api;

#[ipc_api(peer = "main")]
pub trait ShellApi {
    #[event]
    fn beep(times: u32) -> bool;
}

fn main() {}
