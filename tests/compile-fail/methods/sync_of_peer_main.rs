//! A synchronous method for Electron's main process, which Rust would block.

use ipc_runtime::ipc_api;

#[ipc_api(peer = "main")]
pub trait ShellApi {
    #[sync]
    fn version(&self) -> String;
}

fn main() {}
