//! Options that are given twice.

use ipc_runtime::ipc_api;

#[ipc_api(window = "electronAPI", window = "desktop")]
pub trait DesktopApi {
    #[invoke(blocking, blocking)]
    fn open_file(&self) -> String;
}

fn main() {}
