//! A shape override that names an unknown type.

use ipc_runtime::{IpcType, ipc_api};
use serde::{Deserialize, Serialize};

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    fn read(&self) -> Entry;
}

#[derive(Serialize, Deserialize, IpcType)]
pub struct Entry {
    #[ipc(as = "Pathname")]
    path: String,
}

fn main() {}
