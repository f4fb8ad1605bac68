//! A result that Rust cannot read: an error only if Rust itself calls the method.

use ipc_runtime::{Error, Memory, ipc_api};
use serde::Serialize;

#[derive(Serialize)]
pub struct Version(pub u32);

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    async fn version(&self) -> Version;
}

async fn version(memory: &Memory) -> Result<Version, Error> {
    DesktopApiClient::new(&memory.open_page()).version().await
}

fn main() {
    let _ = version;
}
