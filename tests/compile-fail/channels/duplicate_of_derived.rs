//! A channel that equals the derived channel of another method.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, title: String);

    #[send("desktop:setTitle")]
    fn rename(&self, title: String);
}

fn main() {}
