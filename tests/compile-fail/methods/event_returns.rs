//! An event to a page that returns a value.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[event("close")]
    fn confirm_close(unsaved: u32) -> bool;
}

fn main() {}
