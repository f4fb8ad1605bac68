//! An argument of a relay that serde cannot write: it is encoded anew for the other pages.

use ipc_runtime::ipc_api;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Message {
    pub text: String,
}

#[ipc_api]
pub trait ChatApi {
    #[relay("chat:message")]
    fn message(message: Message);
}

fn main() {}
