//! `to` is an option of relays, with a label.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait ChatApi {
    #[send(to = "main")]
    fn keep(&self, text: String);

    #[relay(to)]
    fn message(text: String);
}

fn main() {}
