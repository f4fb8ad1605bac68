//! Two methods with the same channel.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send("title")]
    fn set_title(&self, title: String);

    #[invoke("title")]
    fn title(&self) -> String;
}

fn main() {}
