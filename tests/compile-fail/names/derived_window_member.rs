//! A trait whose name makes a key that every page's `window` has.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait History {
    #[send]
    fn forget(&self);
}

fn main() {}
