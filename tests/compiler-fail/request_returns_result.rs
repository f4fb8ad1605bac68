//! An answer from the main process that is a result: JavaScript would throw instead.

use ipc_runtime::ipc_api;

#[ipc_api(peer = "main")]
pub trait ShellApi {
    #[request]
    async fn open_path(path: String) -> Result<(), String>;
}
