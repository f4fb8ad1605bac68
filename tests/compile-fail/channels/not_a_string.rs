//! A channel name that is a number, and one that is an identifier.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send(7)]
    fn set_title(&self, title: String);

    #[invoke(b"title")]
    fn title(&self) -> String;

    #[event(counted)]
    fn counted(value: i32);
}

fn main() {}
