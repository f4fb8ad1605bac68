//! A stream of a page as a result, an item and the answer of a request.

use ipc_runtime::{Bytes, Incoming, Stream, ipc_api};

#[ipc_api]
pub trait LogApi {
    #[invoke]
    async fn lines(&self) -> Incoming<String>;

    #[stream]
    fn chunks(&self) -> impl Stream<Item = Incoming<Bytes>> + Send;

    #[request]
    async fn keys() -> Incoming<u32>;
}

fn main() {}
