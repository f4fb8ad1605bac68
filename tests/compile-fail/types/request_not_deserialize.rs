//! An answer of JavaScript that serde cannot read.

use ipc_runtime::ipc_api;

pub struct Locale(pub String);

#[ipc_api(peer = "main")]
pub trait ShellApi {
    #[request]
    async fn locale() -> Locale;
}

fn main() {}
