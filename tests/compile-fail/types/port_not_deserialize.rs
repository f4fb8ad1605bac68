//! A message of a port that serde cannot read.

use ipc_runtime::ipc_api;
use serde::Serialize;

#[derive(Serialize)]
pub struct Message {
    pub text: String,
}

#[ipc_api]
pub trait ChatApi {
    #[port]
    fn peer(message: Message);
}

fn main() {}
