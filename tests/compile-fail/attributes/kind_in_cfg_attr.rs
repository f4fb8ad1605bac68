//! A kind under a condition: the two sides could disagree about it.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[cfg_attr(unix, send("set-title"))]
    fn set_title(&self, title: String);
}

fn main() {}
