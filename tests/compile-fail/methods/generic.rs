//! A generic method: a channel carries one type.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait StoreApi {
    #[send]
    fn store<T>(&self, value: T);
}

fn main() {}
