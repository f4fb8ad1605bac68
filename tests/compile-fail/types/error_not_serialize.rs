//! An error that does not implement `Serialize`, such as `std::io::Error`.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait FilesApi {
    #[invoke]
    async fn open(&self, name: String) -> std::io::Result<String>;
}

fn main() {}
