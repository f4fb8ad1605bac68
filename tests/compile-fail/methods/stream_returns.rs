//! Streams whose types do not say so.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait LogApi {
    #[stream]
    fn lines(&self) -> Vec<String>;

    #[stream]
    fn ticks(&self);
}

fn main() {}
