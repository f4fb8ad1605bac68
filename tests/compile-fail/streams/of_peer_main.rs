//! A stream to Electron's main process.

use ipc_runtime::{Stream, ipc_api};

#[ipc_api(peer = "main")]
pub trait ShellApi {
    #[stream]
    fn lines(&self) -> impl Stream<Item = String> + Send;
}

fn main() {}
