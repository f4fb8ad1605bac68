//! A value for an option that takes none.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[invoke(blocking = true)]
    fn open_file(&self) -> String;
}

fn main() {}
