//! Attributes that serde refuses, and one whose shape is unknown.

use ipc_runtime::ipc_api;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "CamelCase")]
pub struct Document {
    #[serde(with = "hex")]
    pub hash: [u8; 4],
}

#[ipc_api]
pub trait FilesApi {
    #[send]
    fn save(&self, document: Document);
}
