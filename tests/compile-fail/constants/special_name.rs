//! A constant with a name that has a meaning in JavaScript.

use ipc_runtime::ipc_api;

#[ipc_api]
#[allow(non_upper_case_globals)]
pub trait DesktopApi {
    const __proto__: u32 = 1;

    #[send]
    fn set_title(&self, title: String);
}

fn main() {}
