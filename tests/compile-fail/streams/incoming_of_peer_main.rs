//! A stream that Electron's main process would send.

use ipc_runtime::{Bytes, Incoming, ipc_api};

#[ipc_api(peer = "main")]
pub trait ShellApi {
    #[invoke]
    async fn upload(&self, chunks: Incoming<Bytes>) -> u32;
}

fn main() {}
