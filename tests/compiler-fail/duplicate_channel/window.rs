//! The other trait. Its event shares a channel with a call to Rust, which is no mistake.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait WindowApi {
    #[invoke("set-title")]
    fn rename(&self, title: String) -> bool;

    #[event("desktop:closed")]
    fn closed();

    #[event("set-title", js = "onTitle")]
    fn title_changed(title: String);
}
