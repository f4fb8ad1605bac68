//! Names that TypeScript does not accept, or that are reserved for generated code.

use ipc_runtime::{IpcType, ipc_api};
use serde::{Deserialize, Serialize};

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    fn read(&self) -> Entry;

    #[invoke]
    fn kind(&self) -> Kind;
}

#[derive(Serialize, Deserialize, IpcType)]
#[ipc(name = "File.Entry")]
pub struct Entry {
    path: String,
}

#[derive(Serialize, Deserialize, IpcType)]
#[ipc(name = "$Kind")]
pub enum Kind {
    File,
}

fn main() {}
