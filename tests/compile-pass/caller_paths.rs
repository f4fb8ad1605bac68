//! The macro recognises the type `Caller` by the last segment of its path.

#![deny(warnings)]

use ipc_runtime::{Router, ipc_api};

pub mod prelude {
    pub use ipc_runtime::Caller;
}

#[ipc_api]
pub trait WhoApi {
    #[invoke]
    fn absolute(&self, caller: &::ipc_runtime::Caller) -> Option<String>;

    #[invoke]
    async fn reexported(&self, who: &prelude::Caller) -> Option<String>;

    #[invoke(blocking)]
    fn without_caller(&self) -> Option<String>;
}

struct Who;

impl WhoApi for Who {
    fn absolute(&self, caller: &::ipc_runtime::Caller) -> Option<String> {
        caller.label().map(str::to_owned)
    }

    async fn reexported(&self, who: &prelude::Caller) -> Option<String> {
        who.label().map(str::to_owned)
    }

    fn without_caller(&self) -> Option<String> {
        None
    }
}

fn main() {
    drop(Router::new().serve(WhoApiServer::new(Who)));
}
