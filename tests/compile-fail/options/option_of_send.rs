//! An option on `send`, which has none.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send("set-title", blocking)]
    fn set_title(&self, title: String);
}

fn main() {}
