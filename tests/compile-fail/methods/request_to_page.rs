//! Electron has no request to a page.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[request]
    async fn confirm_close() -> bool;
}

fn main() {}
