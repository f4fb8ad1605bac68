//! Types with the names of globals.

use ipc_runtime::ipc_api;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Map {
    pub width: u32,
}

#[derive(Serialize, Deserialize)]
pub enum Error {
    NotFound,
}

#[ipc_api]
pub trait MapsApi {
    #[invoke]
    async fn load(&self, name: String) -> Result<Map, Error>;
}
