//! A key that is a member of every page's `window`.

use ipc_runtime::ipc_api;

#[ipc_api(window = "navigator")]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, title: String);
}

fn main() {}
