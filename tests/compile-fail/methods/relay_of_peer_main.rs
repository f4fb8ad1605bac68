//! A relay in an API for Electron's main process, which is no page.

use ipc_runtime::ipc_api;

#[ipc_api(peer = "main")]
pub trait ChatApi {
    #[relay("chat:message")]
    fn message(text: String);
}

fn main() {}
