//! The main process is no page.

use ipc_runtime::{Caller, ipc_api};

#[ipc_api(peer = "main")]
pub trait ShellApi {
    #[invoke]
    fn started(&self, caller: &Caller) -> bool;
}

fn main() {}
