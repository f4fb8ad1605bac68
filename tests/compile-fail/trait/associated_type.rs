//! An associated type, which the other side cannot know.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    type Error;

    #[send]
    fn set_title(&self, title: String);
}

fn main() {}
