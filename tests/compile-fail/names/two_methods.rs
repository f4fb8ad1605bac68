//! Two methods with one name in JavaScript.

use ipc_runtime::ipc_api;

#[ipc_api]
#[allow(non_snake_case)]
pub trait DesktopApi {
    #[send("set-title")]
    fn set_title(&self, title: String);

    #[send("set-title-too")]
    fn setTitle(&self, title: String);
}

fn main() {}
