//! A channel name that is reserved for the runtime.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send("ipc:hello")]
    fn hello(&self);
}

fn main() {}
