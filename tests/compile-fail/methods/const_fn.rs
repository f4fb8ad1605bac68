//! A const method.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    const fn version(&self) -> u32;
}

fn main() {}
