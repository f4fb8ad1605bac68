//! Arguments that are not options.

use ipc_runtime::ipc_api;

#[ipc_api("electronAPI")]
pub trait DesktopApi {
    #[send("set-title" blocking)]
    fn set_title(&self, title: String);
}

fn main() {}
