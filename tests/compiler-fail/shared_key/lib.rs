//! Methods with one name in several traits with one key, and with the name of a nested key.

mod dialogs;

use ipc_runtime::ipc_api;

#[ipc_api(window = "electronAPI")]
pub trait DesktopApi {
    #[invoke]
    fn open(&self, path: String) -> bool;

    #[event]
    fn closed();

    #[send]
    fn dialogs(&self);
}
