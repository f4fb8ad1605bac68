//! A generic trait, which would be many APIs with the same channels.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait StoreApi<T> {
    #[send]
    fn store(&self, value: T);
}

fn main() {}
