//! The one word of JavaScript's own that no method may be named after.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait FilesApi {
    #[send]
    fn _new(&self, name: String);
}

fn main() {}
