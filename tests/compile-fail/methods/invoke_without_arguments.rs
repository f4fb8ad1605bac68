//! An `invoke` without `&self` or other arguments.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    async fn version() -> String;
}

fn main() {}
