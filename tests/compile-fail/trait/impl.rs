//! The attribute on the implementation.

use ipc_runtime::ipc_api;

pub struct Desktop;

#[ipc_api]
impl Desktop {
    pub fn set_title(&self, title: String) {
        drop(title);
    }
}

fn main() {}
