//! Unknown types: misspelt, not imported, and missing in their module.

use ipc_runtime::ipc_api;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Document {
    pub title: String,
}

mod files {
    #[derive(serde::Serialize, serde::Deserialize)]
    pub struct Folder;
}

#[ipc_api]
pub trait FilesApi {
    #[send]
    fn save(&self, document: Documnet);

    #[send]
    fn open(&self, folder: Folder);

    #[invoke]
    fn parent(&self) -> Option<files::Foldr>;
}
