//! A result that serde cannot write.

use ipc_runtime::ipc_api;

pub struct Title(pub String);

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    async fn title(&self) -> Title;
}

fn main() {}
