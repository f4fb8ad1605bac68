//! A misspelt option of the trait.

use ipc_runtime::ipc_api;

#[ipc_api(windw = "electronAPI")]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, title: String);
}

fn main() {}
