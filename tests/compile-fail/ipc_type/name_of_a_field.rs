//! An option of types, on a field.

use ipc_runtime::{IpcType, ipc_api};
use serde::{Deserialize, Serialize};

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    fn read(&self) -> Entry;
}

#[derive(Serialize, Deserialize, IpcType)]
pub struct Entry {
    #[ipc(name = "sizeInBytes")]
    size: u64,
}

fn main() {}
