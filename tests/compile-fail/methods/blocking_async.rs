//! Both ways to stay off the JS thread at once.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait FilesApi {
    #[invoke(blocking)]
    async fn read(&self, path: String) -> String;
}

fn main() {}
