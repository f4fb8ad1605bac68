//! A where clause on a trait.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi
where
    Self: Sized,
{
    #[send]
    fn set_title(&self, title: String);
}

fn main() {}
