//! A request to pages with `&self`.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait AgentApi {
    #[request]
    async fn confirm(&self, process: String) -> bool;
}

fn main() {}
