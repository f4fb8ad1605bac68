//! A key on `window` that is not an identifier.

use ipc_runtime::ipc_api;

#[ipc_api(window = "electron-api")]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, title: String);
}

fn main() {}
