//! `&Caller` in a port, whose messages no code in Rust receives.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait ChatApi {
    #[port]
    fn peer(caller: &ipc_runtime::Caller, text: String);
}

fn main() {}
