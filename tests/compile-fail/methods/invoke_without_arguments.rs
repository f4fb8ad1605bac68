//! An `invoke` without `&self`, and without anything else.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    async fn version() -> String;
}

fn main() {}
