//! Arguments that borrow, at the top level and inside of other types.

use std::borrow::Cow;

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send]
    fn set_title(&self, title: &str, tags: Vec<&'static str>, note: Cow<'_, str>);
}

fn main() {}
