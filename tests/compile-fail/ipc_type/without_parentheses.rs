//! Options without parentheses.

use ipc_runtime::{IpcType, ipc_api};
use serde::{Deserialize, Serialize};

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    fn read(&self) -> Entry;
}

#[derive(Serialize, Deserialize, IpcType)]
pub enum Entry {
    #[ipc]
    File,
    #[ipc = "string"]
    Folder(String),
}

fn main() {}
