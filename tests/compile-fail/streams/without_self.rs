//! A stream without `&self`.

use ipc_runtime::{Stream, ipc_api};

#[ipc_api]
pub trait LogApi {
    #[stream]
    fn lines(since: u32) -> impl Stream<Item = String> + Send;
}

fn main() {}
