//! A synchronous method that is `async`.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[sync("synchronous-message")]
    async fn version(&self) -> String;
}

fn main() {}
