//! Names of which camelCase leaves nothing.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send]
    fn __(&self);

    #[send]
    fn set_title(&self, __: String);
}

fn main() {}
