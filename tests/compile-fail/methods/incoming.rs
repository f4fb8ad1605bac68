//! Streams of a page where no method can read them.

use ipc_runtime::{Incoming, ipc_api};

#[ipc_api]
pub trait UploadApi {
    #[invoke]
    fn upload(&self, chunks: Incoming<u8>) -> u32;

    #[send]
    async fn log(&self, lines: Incoming<String>);
}

fn main() {}
