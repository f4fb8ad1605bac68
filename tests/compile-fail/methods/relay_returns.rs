//! A relay with a return type, and an async one.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait ChatApi {
    #[relay("chat:message")]
    fn message(text: String) -> bool;

    #[relay("chat:typing")]
    async fn typing(from: String);
}

fn main() {}
