//! A caller where the other side is the main process, which is no page.

use ipc_runtime::{Caller, ipc_api};

#[ipc_api(peer = "main")]
pub trait ShellApi {
    #[invoke]
    fn started(&self, caller: &Caller) -> bool;
}

fn main() {}
