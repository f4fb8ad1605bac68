//! Pattern 4: renderer to renderer. The pages of two windows send each other messages, and the main
//! process is the broker.

use ipc_runtime::{Router, ipc_api};

/// Messages between the pages of a chat.
#[ipc_api(window = "electronAPI")]
pub trait ChatApi {
    /// Tells all other windows who is here.
    #[relay("chat:joined")]
    fn joined(name: String);

    /// Says something in all other windows.
    #[relay("chat:message", max_bytes = "64KiB")]
    fn message(from: String, text: String);

    /// Raises a hand, in the window of the host alone.
    #[relay("chat:raise-hand", to = "host")]
    fn raise_hand(from: String);
}

/// The runtime passes the messages on, so there is nothing to implement.
struct Chat;

impl ChatApi for Chat {}

ipc_runtime::addon!(|_app| Router::new().serve(ChatApiServer::new(Chat)));
