//! A `send` is implemented in Rust.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send("set-title")]
    fn set_title(title: String);
}

fn main() {}
