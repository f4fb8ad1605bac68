//! Methods named like the constructor of the stub.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait FilesApi {
    #[send]
    fn new(&self, name: String);

    #[event]
    fn new(name: String);
}

fn main() {}
