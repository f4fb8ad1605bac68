//! A method that does not say how it is called.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    fn set_title(&self, title: String);
}

fn main() {}
