//! Values that `as` does not accept.

use ipc_runtime::{IpcType, ipc_api};
use serde::{Deserialize, Serialize};

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    fn read(&self) -> Entry;
}

#[derive(Serialize, Deserialize, IpcType)]
#[ipc(as = "number")]
pub struct Entry {
    #[ipc(as = "Vec<")]
    tags: Vec<String>,
    #[ipc(as = u32)]
    size: u64,
    #[ipc(as)]
    mode: u32,
    #[ipc(as(both = "u32"))]
    owner: u32,
}

fn main() {}
