//! An unsafe trait.

use ipc_runtime::ipc_api;

#[ipc_api]
pub unsafe trait DesktopApi {
    #[send]
    fn set_title(&self, title: String);
}

fn main() {}
