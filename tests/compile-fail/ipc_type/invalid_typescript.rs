//! TypeScript types that cannot be read.

use ipc_runtime::{IpcType, ipc_api};
use serde::{Deserialize, Serialize};

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    fn read(&self) -> Entry;
}

#[derive(Serialize, Deserialize, IpcType)]
pub struct Entry {
    #[ipc(ts = "")]
    empty: String,
    #[ipc(ts = "Array<string")]
    unbalanced: Vec<String>,
    #[ipc(ts = "string */ export const x = 1")]
    comment: String,
    #[ipc(ts = "any")]
    anything: String,
    #[ipc(ts(output = "keyof Entry"))]
    key: String,
}

fn main() {}
