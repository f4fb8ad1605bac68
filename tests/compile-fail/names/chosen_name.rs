//! Names that `js` chooses, and that JavaScript or the API cannot have.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    #[send("a", js = "set-title")]
    fn set_title(&self, title: String);

    #[event("b", js = "")]
    fn closed();

    #[invoke(js = "then")]
    fn next(&self) -> String;

    #[sync(js = "__proto__")]
    fn parent(&self) -> String;
}

fn main() {}
