//! A `window` where no page is on the other side.

use ipc_runtime::ipc_api;

#[ipc_api(peer = "main", window = "electronAPI")]
pub trait ShellApi {
    #[event]
    fn beep();
}

fn main() {}
