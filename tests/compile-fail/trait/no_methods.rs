//! A trait without methods.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {}

fn main() {}
