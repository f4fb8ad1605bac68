//! Two callers.

use ipc_runtime::{Caller, ipc_api};

#[ipc_api]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, caller: &Caller, again: &Caller, title: String);
}

fn main() {}
