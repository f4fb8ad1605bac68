//! A stream that is `async`.

use ipc_runtime::{Stream, ipc_api};

#[ipc_api]
pub trait LogApi {
    #[stream]
    async fn lines(&self, since: u32) -> impl Stream<Item = String> + Send;
}

fn main() {}
