//! Streams of pages within values, and under other names.

use ipc_runtime::{Bytes, Incoming, Stream, ipc_api};
use serde::Deserialize;

pub type Chunks = Incoming<Bytes>;

#[derive(Deserialize)]
pub struct Upload {
    pub name: String,
    pub chunks: Incoming<Bytes>,
}

#[ipc_api]
pub trait UploadApi {
    #[invoke]
    async fn maybe(&self, chunks: Option<Incoming<Bytes>>) -> u32;

    #[invoke]
    async fn several(&self, files: Vec<Incoming<Bytes>>) -> u32;

    #[invoke]
    async fn upload(&self, upload: Upload) -> u32;

    #[invoke]
    async fn nested(&self, chunks: Incoming<Incoming<Bytes>>) -> u32;

    #[invoke]
    async fn lines(&self) -> Chunks;

    #[send]
    fn send(&self, chunks: Chunks);

    #[invoke]
    fn plain(&self, chunks: Chunks) -> u32;

    #[stream]
    fn echo(&self, chunks: Chunks) -> impl Stream<Item = Chunks> + Send;
}
