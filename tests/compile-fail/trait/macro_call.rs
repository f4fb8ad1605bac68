//! A macro's call in place of methods: the compiler of the other side does not expand it.

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
