//! `mut` belongs in the implementation.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, mut title: String);
}

fn main() {}
