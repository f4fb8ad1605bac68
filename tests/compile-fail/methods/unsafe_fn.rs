//! An unsafe method: a page cannot uphold a safety contract.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send]
    unsafe fn set_title(&self, title: String);
}

fn main() {}
