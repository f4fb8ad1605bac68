//! Times and sizes that cannot be read, and limits where there are none.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[invoke(timeout = "30 s")]
    async fn open(&self);

    #[invoke(timeout = "0s", max_bytes = "1MB")]
    async fn close(&self);

    #[invoke(timeout = "99999999999999999999h", max_bytes = "KiB")]
    async fn save(&self);

    #[send(max_bytes = 1024)]
    fn log(&self, line: String);

    #[invoke(timeout = "30s")]
    fn version(&self) -> String;

    #[send(timeout = "1s")]
    async fn forget(&self);

    #[event(max_bytes = "1KiB")]
    fn changed(text: String);
}

fn main() {}
