//! A synchronous method without `&self`.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[sync]
    fn version() -> String;
}

fn main() {}
