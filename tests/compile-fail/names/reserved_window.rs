//! A key on `window` that is a reserved word.

use ipc_runtime::ipc_api;

#[ipc_api(window = "class")]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, title: String);
}

fn main() {}
