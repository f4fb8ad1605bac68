//! An event with the name of the stub's constructor.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait FilesApi {
    #[event]
    fn new(name: String);
}

fn main() {}
