//! Constants whose values no source shows, or that JavaScript cannot hold.

use ipc_runtime::ipc_api;

const NAME: &str = make();

const fn make() -> &'static str {
    "made"
}

#[ipc_api]
pub trait DesktopApi {
    const NAME: &str = NAME;

    const MISSING: u32 = limits::LARGEST;

    const VERSION: &str = env!("CARGO_PKG_VERSION");

    const HOME: &str = env!("HOME");

    const LOOP: u32 = Self::LOOP;

    const LARGE: usize = 9_007_199_254_740_993;

    const LENGTH: u32 = "three";

    const PAIRS: &[(u32, bool)] = &[(1, true), (2, "false")];

    const TRIPLE: (u32, u32, u32) = (1, 2);

    #[send]
    fn set_title(&self, title: String);
}
