//! A method with two kinds.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send("set-title")]
    #[invoke("set-title")]
    fn set_title(&self, title: String);
}

fn main() {}
