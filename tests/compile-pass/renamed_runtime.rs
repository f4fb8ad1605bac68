//! The runtime may have another name.

#![deny(warnings)]

mod names {
    pub(crate) mod inner {
        pub(crate) use ipc_runtime as ipc;
    }
}

use ipc_runtime::{IpcType, ipc_api};

#[ipc_api(crate = "names::inner::ipc")]
pub trait PageApi {
    #[invoke]
    fn length(&self, text: String) -> u32;

    #[event]
    fn changed(size: Size);
}

#[derive(serde::Serialize, IpcType)]
#[ipc(crate = "names::inner::ipc")]
pub struct Size {
    #[ipc(as = "number")]
    bytes: u64,
}

struct Page;

impl PageApi for Page {
    fn length(&self, text: String) -> u32 {
        text.len().try_into().unwrap_or(u32::MAX)
    }
}

fn main() {
    let _ = PageApiServer::new(Page);
    let _ = Size { bytes: 1 }.bytes;
}
