//! The caller without a name.

use ipc_runtime::{Caller, ipc_api};

#[ipc_api]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, _: &Caller, title: String);
}

fn main() {}
