//! Arguments whose names are words of JavaScript's own.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait FilesApi {
    #[send]
    fn open(&self, default: String, r#in: String);

    #[event]
    fn opened(class: String);
}

fn main() {}
