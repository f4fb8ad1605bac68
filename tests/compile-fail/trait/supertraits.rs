//! Supertraits.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi: Clone + Send {
    #[send]
    fn set_title(&self, title: String);
}

fn main() {}
