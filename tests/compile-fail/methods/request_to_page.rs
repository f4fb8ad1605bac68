//! A request to a page, which Electron does not have.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[request]
    async fn confirm_close() -> bool;
}

fn main() {}
