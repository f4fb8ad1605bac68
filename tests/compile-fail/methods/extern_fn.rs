//! A method with an ABI.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send]
    extern "C" fn beep(&self, times: u32);
}

fn main() {}
