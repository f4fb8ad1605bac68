//! An argument that serde cannot read.

use ipc_runtime::ipc_api;

pub struct Title(pub String);

#[ipc_api]
pub trait DesktopApi {
    #[send("set-title")]
    fn set_title(&self, title: Title);
}

fn main() {}
