//! A method without a kind.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    fn set_title(&self, title: String);
}

fn main() {}
