//! A type that is inferred.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send]
    fn set_tags(&self, tags: Vec<_>);
}

fn main() {}
