//! Constants of each type, in each notation.

#![deny(warnings)]

use ipc_runtime::ipc_api;

mod limits {
    pub(super) const LARGEST: u64 = 0x1_0000_0000;
}

use limits::LARGEST;

const NAME: &str = "Shop";

const UNITS: &[&str] = &["kg", "lb"];

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

    const SIZES: [u32; 3] = [16, 32, Self::LAST_SIZE];

    const LAST_SIZE: u32 = 64;

    const UNITS: &[&str] = UNITS;

    const OFFERS: &[(&str, [f64; 2])] = &[("tea", [2.5, 3.0]), (NAME, [-1.0, 1e3])];

    const ORIGIN: &(i64, (bool,)) = &(0, (true,));

    const NOTHING: [u8; 0] = [];

    #[cfg(any())]
    const UNUSED: u8 = 1;

    #[event]
    fn opened();
}

fn main() {
    assert_eq!((ShopApiConstants::VERSION, ShopApiConstants::TITLE), ("v1.2.5", "Shop"));
    assert_eq!(ShopApiConstants::COUNT, 3);
    assert_eq!(ShopApiConstants::SIZES, [16, 32, 64]);
    assert_eq!(ShopApiConstants::UNITS, ["kg", "lb"]);
    assert_eq!(ShopApiConstants::OFFERS[1], ("Shop", [-1.0, 1000.0]));
    assert_eq!(ShopApiConstants::ORIGIN, &(0, (true,)));
    assert!(ShopApiConstants::NOTHING.is_empty());
}
