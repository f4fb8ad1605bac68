//! A method that would make the API a promise.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    fn then(&self) -> String;

    #[invoke]
    fn to_string(&self) -> String;
}

fn main() {}
