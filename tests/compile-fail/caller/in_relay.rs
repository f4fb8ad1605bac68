//! `&Caller` in a relay, which no code in Rust receives.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait ChatApi {
    #[relay("chat:message")]
    fn message(caller: &ipc_runtime::Caller, text: String);
}

fn main() {}
