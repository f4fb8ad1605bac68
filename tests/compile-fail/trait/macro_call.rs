//! A macro call in place of methods, which `ipc-codegen` does not expand.

use ipc_runtime::ipc_api;

macro_rules! methods {
    () => {
        fn quit(&self);
    };
}

#[ipc_api]
pub trait DesktopApi {
    methods!();

    #[send]
    fn set_title(&self, title: String);
}

fn main() {}
