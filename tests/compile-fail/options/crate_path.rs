//! The option `crate` is the path of the runtime.

use ipc_runtime::ipc_api;

#[ipc_api(crate = "not a path")]
pub trait TextApi {
    #[send]
    fn send(&self);
}

#[ipc_api(crate)]
pub trait BareApi {
    #[send]
    fn send(&self);
}

fn main() {}
