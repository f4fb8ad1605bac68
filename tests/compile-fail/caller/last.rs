//! The caller after an argument.

use ipc_runtime::{Caller, ipc_api};

#[ipc_api]
pub trait DesktopApi {
    #[send("set-title")]
    fn set_title(&self, title: String, caller: &Caller);
}

fn main() {}
