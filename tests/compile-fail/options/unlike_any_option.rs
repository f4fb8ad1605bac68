//! Options unlike any known one: each is reported, without a suggestion.

use ipc_runtime::ipc_api;

#[ipc_api(rename_all = "camelCase", version(1))]
pub trait DesktopApi {
    #[invoke(priority = 3, frobnicate)]
    fn open_file(&self) -> String;
}

fn main() {}
