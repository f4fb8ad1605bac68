//! Types that are known only at run time.

use std::fmt::Display;

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[invoke]
    fn set_title(&self, title: Box<dyn Display>) -> Result<(), Box<dyn Display>>;
}

fn main() {}
