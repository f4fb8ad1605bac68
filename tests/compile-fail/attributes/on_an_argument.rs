//! An attribute on an argument.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, #[cfg(unix)] title: String);
}

fn main() {}
