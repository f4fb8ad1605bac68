//! A one-way method has nobody to return a value to.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send("set-title")]
    fn set_title(&self, title: String) -> Result<(), String>;
}

fn main() {}
