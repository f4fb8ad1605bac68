//! A name that `js` chooses, and that another method has.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send]
    fn open_file(&self, path: String);

    #[invoke(js = "openFile")]
    fn pick_file(&self) -> String;
}

fn main() {}
