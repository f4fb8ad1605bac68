//! A stream of the page that is written like a stream of Rust, and the other way round.

use ipc_runtime::{Bytes, Stream, ipc_api};

#[ipc_api]
pub trait LogApi {
    #[invoke]
    async fn upload(&self, chunks: impl Stream<Item = Bytes>) -> u32;

    #[invoke]
    fn lines(&self) -> impl Stream<Item = String>;
}

fn main() {}
