//! Types with the names of what the generated files use.

use ipc_runtime::ipc_api;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Record {
    pub width: u32,
}

#[derive(Serialize, Deserialize)]
pub enum IpcError {
    NotFound,
}

#[ipc_api]
pub trait RecordsApi {
    #[invoke]
    async fn load(&self, name: String) -> Result<Record, IpcError>;
}
