//! A `send` that returns a value.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send("set-title")]
    fn set_title(&self, title: String) -> Result<(), String>;
}

fn main() {}
