//! A misspelt option of a method.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[invoke("dialog:openFile", bloking)]
    fn open_file(&self) -> String;
}

fn main() {}
