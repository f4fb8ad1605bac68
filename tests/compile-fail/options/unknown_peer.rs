//! A peer that does not exist.

use ipc_runtime::ipc_api;

#[ipc_api(peer = "renderer")]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, title: String);
}

fn main() {}
