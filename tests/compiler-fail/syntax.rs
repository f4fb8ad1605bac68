//! What is not Rust.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, title String);
}
