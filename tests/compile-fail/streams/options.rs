//! Options that a stream does not have.

use ipc_runtime::{Stream, ipc_api};

#[ipc_api]
pub trait LogApi {
    #[stream(timeout = "30s")]
    fn lines(&self) -> impl Stream<Item = String> + Send;

    #[stream(blocking)]
    fn old_lines(&self) -> impl Stream<Item = String> + Send;
}

fn main() {}
