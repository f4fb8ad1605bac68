//! A channel without a name.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send("")]
    fn set_title(&self, title: String);
}

fn main() {}
