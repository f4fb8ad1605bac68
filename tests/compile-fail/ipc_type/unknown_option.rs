//! A misspelt option.

use ipc_runtime::{IpcType, ipc_api};
use serde::{Deserialize, Serialize};

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    fn read(&self) -> Entry;
}

#[derive(Serialize, Deserialize, IpcType)]
#[ipc(nam = "File")]
pub struct Entry {
    #[ipc(type = "string")]
    path: String,
}

fn main() {}
