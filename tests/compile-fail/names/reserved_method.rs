//! Methods whose names are words of JavaScript's own.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait FilesApi {
    #[send]
    fn delete(&self, name: String);

    #[send]
    fn r#await(&self);
}

fn main() {}
