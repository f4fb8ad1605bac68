//! Methods that cannot read a stream of the page.

use ipc_runtime::{Bytes, Incoming, Stream, ipc_api};

#[ipc_api]
pub trait UploadApi {
    #[send]
    fn send(&self, chunks: Incoming<Bytes>);

    #[send]
    async fn send_later(&self, chunks: Incoming<Bytes>);

    #[sync]
    fn wait(&self, chunks: Incoming<Bytes>) -> u32;

    #[invoke]
    fn plain(&self, name: String, chunks: ipc_runtime::Incoming<Bytes>) -> u32;

    #[invoke(blocking)]
    fn slow(&self, chunks: Incoming<Bytes>) -> u32;

    #[stream]
    fn echo(&self, chunks: Incoming<Bytes>) -> impl Stream<Item = Bytes> + Send;

    #[event]
    fn started(chunks: Incoming<Bytes>);

    #[request]
    async fn confirm(chunks: Incoming<Bytes>) -> bool;
}

fn main() {}
