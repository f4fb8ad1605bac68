use std::error::Error;

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait Callbacks {
    #[send]
    fn watch(&self, changed: Box<dyn Fn(u32) + Send>);

    #[send]
    fn each(&self, item: fn(u32));

    #[send]
    fn report(&self, error: Box<dyn Error + Send + Sync>);

    #[send]
    fn upload(&self, bytes: &[u8]);

    #[invoke]
    fn parts(&self) -> Option<impl FnOnce()>;
}

fn main() {}
