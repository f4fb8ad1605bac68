//! Constants whose values cannot be read from the source, or are not there.

use ipc_runtime::ipc_api;

const BASE: u32 = 1;

#[ipc_api]
pub trait DesktopApi {
    const SUM: u32 = BASE + 1;

    const LENGTH: usize = "text".len();

    const LATER: bool;

    const ZEROS: [u32; 3] = [0; 3];

    #[send]
    fn set_title(&self, title: String);
}

fn main() {}
