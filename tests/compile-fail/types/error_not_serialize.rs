//! An error that has a message and no data: `std::io::Error` is the usual one.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait FilesApi {
    #[invoke]
    async fn open(&self, name: String) -> std::io::Result<String>;
}

fn main() {}
