//! Ports with a return type, with a receiver, and an async one.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait ChatApi {
    #[port]
    fn peer(text: String) -> bool;

    #[port]
    fn line(&self, text: String);

    #[port]
    async fn typing(from: String);
}

fn main() {}
