//! An empty key on `window`.

use ipc_runtime::ipc_api;

#[ipc_api(window = "")]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, title: String);
}

fn main() {}
