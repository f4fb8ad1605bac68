//! The attribute on a struct.

use ipc_runtime::ipc_api;

#[ipc_api]
pub struct DesktopApi {
    pub title: String,
}

fn main() {}
