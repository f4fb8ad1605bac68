//! A method for some platforms, without a target.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DockApi {
    #[send]
    fn bounce(&self);

    #[cfg(target_os = "macos")]
    #[send]
    fn set_badge(&self, text: String);
}
