//! A kind under two conditions.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[cfg_attr(unix, doc = "Sets the title.", cfg_attr(not(test), invoke))]
    fn set_title(&self, title: String);
}

fn main() {}
