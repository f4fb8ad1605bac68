//! A request to pages that is not `async`.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait AgentApi {
    #[request]
    fn confirm(process: String) -> bool;
}

fn main() {}
