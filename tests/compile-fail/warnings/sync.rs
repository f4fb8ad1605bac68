//! The warning about a `#[sync]`, as an error. A method or a trait may allow it.

#![deny(warnings)]

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[sync]
    fn version(&self) -> String;

    #[allow(deprecated)]
    #[sync]
    fn name(&self) -> String;
}

#[allow(deprecated)]
#[ipc_api]
pub trait SettingsApi {
    #[sync]
    fn theme(&self) -> String;
}

fn main() {}
