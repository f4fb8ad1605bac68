//! A request that is answered with a `Result`, where JavaScript would throw.

use ipc_runtime::ipc_api;

#[ipc_api(peer = "main")]
pub trait ShellApi {
    #[request]
    async fn open_path(path: String) -> Result<(), String>;
}
