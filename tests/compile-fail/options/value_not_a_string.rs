//! Options whose value is not a string.

use ipc_runtime::ipc_api;

#[ipc_api(window = electronAPI, peer = 1)]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, title: String);
}

fn main() {}
