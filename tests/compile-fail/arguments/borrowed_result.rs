//! A result that borrows from the implementation.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    fn title(&self) -> &str;
}

fn main() {}
