//! Patterns in place of names.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send]
    fn resize(&self, (width, height): (u32, u32), _: bool);
}

fn main() {}
