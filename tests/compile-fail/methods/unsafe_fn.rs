//! An unsafe method: nobody on the other side could promise anything.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send]
    unsafe fn set_title(&self, title: String);
}

fn main() {}
