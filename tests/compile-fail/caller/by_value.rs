//! The caller by value, and by mutable reference.

use ipc_runtime::{Caller, ipc_api};

#[ipc_api]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, caller: Caller, title: String);

    #[send]
    fn close(&self, caller: &mut Caller);
}

fn main() {}
