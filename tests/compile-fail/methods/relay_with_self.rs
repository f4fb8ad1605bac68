//! A relay with a receiver: no implementation is called.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait ChatApi {
    #[relay("chat:message")]
    fn message(&self, text: String);
}

fn main() {}
