//! A port and an event of one name: both are listened to, on channels of their own.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait ChatApi {
    #[port("chat:line")]
    fn peer(text: String);

    #[event("chat:line")]
    fn on_peer(text: String);
}

fn main() {}
