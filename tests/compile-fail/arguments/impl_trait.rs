//! Types without a name.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    fn set_title(&self, title: impl Into<String>) -> impl Iterator<Item = String>;
}

fn main() {}
