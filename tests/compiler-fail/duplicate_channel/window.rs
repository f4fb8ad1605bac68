//! The other trait.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait WindowApi {
    #[invoke("set-title")]
    fn rename(&self, title: String) -> bool;

    #[event("desktop:closed")]
    fn closed();
}
