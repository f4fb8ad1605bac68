//! A request that is not `async`.

use ipc_runtime::ipc_api;

#[ipc_api(peer = "main")]
pub trait ShellApi {
    #[request]
    fn beep(times: u32) -> bool;
}

fn main() {}
