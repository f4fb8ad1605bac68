//! A `send` without a receiver: Rust implements it.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send("set-title")]
    fn set_title(title: String);
}

fn main() {}
