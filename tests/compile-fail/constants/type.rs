//! Constants of types that none can have.

use ipc_runtime::ipc_api;

#[ipc_api]
pub trait DesktopApi {
    const SIZES: [char; 2] = ['a', 'b'];

    const UNIT: () = ();

    const NAME: String = String::new();

    const FLAG: Option<bool> = None;

    #[send]
    fn set_title(&self, title: String);
}

fn main() {}
