//! Streams whose items have no owned, named type.

use ipc_runtime::{Stream, ipc_api};

#[ipc_api]
pub trait LogApi {
    #[stream]
    fn lines(&self) -> impl Stream<Item = &str> + Send;

    #[stream]
    fn events(&self) -> impl Stream<Item = impl ToString> + Send;
}

fn main() {}
