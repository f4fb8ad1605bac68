//! The other traits.

use ipc_runtime::ipc_api;

#[ipc_api(window = "electronAPI")]
pub trait FilesApi {
    #[send]
    fn open(&self);

    #[event(js = "onClosed")]
    fn file_closed();

    #[send]
    fn read(&self);
}

#[ipc_api(window = "electronAPI.dialogs")]
pub trait DialogsApi {
    #[send]
    fn open(&self);
}
