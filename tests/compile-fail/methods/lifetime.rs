//! A lifetime parameter.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait StoreApi {
    #[invoke]
    fn load<'a>(&'a self, key: String) -> String;
}

fn main() {}
