//! A misspelt kind.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[invok("dialog:openFile")]
    async fn open_file(&self) -> String;
}

fn main() {}
