//! A trait whose derived key is a member of every page's `window`.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait History {
    #[send]
    fn forget(&self);
}

fn main() {}
