//! The implementation as an argument and as a result.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    fn swap(&self, other: Box<Self>) -> Option<Self>;
}

fn main() {}
