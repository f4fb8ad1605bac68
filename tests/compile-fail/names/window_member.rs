//! A key that every page's `window` has.

use ipc_runtime::ipc_api;

#[ipc_api(window = "navigator")]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, title: String);
}

fn main() {}
