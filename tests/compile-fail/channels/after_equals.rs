//! A channel name after `=`.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send = "set-title"]
    fn set_title(&self, title: String);
}

fn main() {}
