//! A name that the runtime keeps for itself.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send("ipc:hello")]
    fn hello(&self);
}

fn main() {}
