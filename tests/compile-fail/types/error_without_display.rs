//! An error without a message for the page.

use ipc_runtime::ipc_api;
use serde::Serialize;

#[derive(Serialize)]
pub enum OpenError {
    NotFound,
}

#[ipc_api]
pub trait FilesApi {
    #[invoke]
    async fn open(&self, name: String) -> Result<String, OpenError>;
}

fn main() {}
