//! A relay uses its channel in both directions.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait ChatApi {
    #[relay("chat:message")]
    fn message(text: String);

    #[event("chat:message")]
    fn arrived(text: String);

    #[send("chat:message")]
    fn keep(&self, text: String);

    #[relay("chat:message")]
    fn again(text: String);
}

fn main() {}
