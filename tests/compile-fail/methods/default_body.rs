//! A body in the declaration.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    fn version(&self) -> String {
        "1.0".to_owned()
    }
}

fn main() {}
