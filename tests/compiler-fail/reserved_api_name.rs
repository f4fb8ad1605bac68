//! A trait whose TypeScript interface would have the name of a global.

use ipc_runtime::ipc_api;

#[ipc_api(window = "store")]
pub trait Promise {
    #[send]
    fn clear(&self);
}
