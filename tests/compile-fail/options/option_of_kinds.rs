//! An option of all kinds on the trait, and without a value.

use ipc_runtime::ipc_api;

#[ipc_api(js = "desktop")]
pub trait DesktopApi {
    #[send(js)]
    fn set_title(&self, title: String);
}

fn main() {}
