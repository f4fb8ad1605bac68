//! An option's value in parentheses.

use ipc_runtime::ipc_api;

#[ipc_api(window("electronAPI"))]
pub trait DesktopApi {
    #[invoke(blocking(true))]
    fn open_file(&self) -> String;
}

fn main() {}
