//! A synchronous method on a thread for blocking work.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[sync("synchronous-message", blocking)]
    fn version(&self) -> String;
}

fn main() {}
