//! A method that would make the API a promise, and one that every object has.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    fn then(&self) -> String;

    #[invoke]
    fn to_string(&self) -> String;
}

fn main() {}
