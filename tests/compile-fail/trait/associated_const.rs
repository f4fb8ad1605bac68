//! An associated constant.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    const VERSION: u32 = 1;

    #[send]
    fn set_title(&self, title: String);
}

fn main() {}
