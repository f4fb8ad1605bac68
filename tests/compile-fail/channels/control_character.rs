//! A channel name with a line end, which would break the frames that carry it.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send("set\ntitle")]
    fn set_title(&self, title: String);
}

fn main() {}
