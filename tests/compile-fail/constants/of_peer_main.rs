//! A constant in an API that no page has.

use ipc_runtime::ipc_api;

#[ipc_api(peer = "main")]
pub trait ShellApi {
    const VERSION: &str = "1.0";

    #[request]
    async fn locale() -> String;
}

fn main() {}
