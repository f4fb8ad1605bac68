//! An event to the main process is one-way too, but there is something else for it.

use ipc_runtime::ipc_api;

#[ipc_api(peer = "main")]
pub trait ShellApi {
    #[event]
    fn beep(times: u32) -> bool;
}

fn main() {}
