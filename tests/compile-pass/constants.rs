//! Constants of each type, in each notation.

#![deny(warnings)]

use ipc_runtime::ipc_api;

mod limits {
    pub(super) const LARGEST: u64 = 0x1_0000_0000;
}

use limits::LARGEST;

const NAME: &str = "Shop";

/// The shop.
#[ipc_api]
pub trait ShopApi {
    /// The version of the API.
    const VERSION: &str = concat!("v", 1, '.', 2.5);

    const NAME: &'static str = NAME;

    const TITLE: &str = Self::NAME;

    #[deprecated(note = "there is no limit")]
    const LARGEST: u64 = LARGEST;

    const SMALLEST: i64 = -9_223_372_036_854_775_808;

    const STEP: f64 = 1e-3;

    const RATIO: f32 = -0.1;

    const COUNT: usize = 3;

    const IS_OPEN: bool = true;

    #[cfg(any())]
    const UNUSED: u8 = 1;

    #[event]
    fn opened();
}

fn main() {
    assert_eq!((ShopApiConstants::VERSION, ShopApiConstants::TITLE), ("v1.2.5", "Shop"));
    assert_eq!(ShopApiConstants::COUNT, 3);
}
