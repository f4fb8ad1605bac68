//! A where clause on a method.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait StoreApi {
    #[send]
    fn clear(&self)
    where
        Self: Sized;
}

fn main() {}
