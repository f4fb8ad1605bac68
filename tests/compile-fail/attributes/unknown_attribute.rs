//! Attributes that have no meaning on a declaration.

use ipc_runtime::ipc_api;

#[ipc_api]
#[derive(Clone)]
pub trait DesktopApi {
    #[send]
    #[inline]
    fn set_title(&self, title: String);
}

fn main() {}
