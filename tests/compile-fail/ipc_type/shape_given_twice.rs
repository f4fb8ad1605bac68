//! A shape that is given twice.

use ipc_runtime::{IpcType, ipc_api};
use serde::{Deserialize, Serialize};

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    fn read(&self) -> Entry;
}

#[derive(Serialize, Deserialize, IpcType)]
pub struct Entry {
    #[ipc(ts = "Date", as = "String")]
    since: String,
    #[ipc(ts(output = "number"), ts = "string")]
    until: String,
    #[ipc(as(input = "u8"), as(input = "u16"))]
    mode: u8,
}

fn main() {}
