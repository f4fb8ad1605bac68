//! Two arguments with one name in JavaScript.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send]
    fn open(&self, file_name: String, file__name: String);
}

fn main() {}
