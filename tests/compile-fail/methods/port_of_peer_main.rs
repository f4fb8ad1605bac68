//! A port in an API for Electron's main process, which is no page.

use ipc_runtime::ipc_api;

#[ipc_api(peer = "main")]
pub trait ChatApi {
    #[port]
    fn peer(text: String);
}

fn main() {}
