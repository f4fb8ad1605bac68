//! Overrides on types that they do not fit.

use ipc_runtime::{IpcType, ipc_api};
use serde::{Deserialize, Serialize};

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    fn read(&self) -> Entry;
}

#[derive(Serialize, Deserialize, IpcType)]
pub struct Entry {
    #[ipc(as = "number")]
    path: Option<String>,
    #[ipc(as = "Pathname")]
    name: String,
}
