//! A constant and a method with one name in JavaScript.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    const VERSION: &str = "1.0";

    #[invoke(js = "VERSION")]
    fn version(&self) -> String;
}

fn main() {}
