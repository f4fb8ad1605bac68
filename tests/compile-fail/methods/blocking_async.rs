//! A method that is both `blocking` and `async`.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait FilesApi {
    #[invoke(blocking)]
    async fn read(&self, path: String) -> String;
}

fn main() {}
