//! The fuzz oracles: properties that hold for any message from a page. The fuzz targets are in `fuzz/`.
//!
//! The module exists under `cfg(fuzzing)`, which only a fuzzer sets, and under `cfg(test)`: no feature
//! of the crate turns it on. The tests check the kept corpus against the same oracles.

mod any;
mod api;
mod frames;
mod input;
mod received;
#[cfg(test)]
mod replay;
mod types;
mod values;

#[cfg(test)]
pub(crate) use self::any::Any;
pub use self::frames::check_frames;
pub use self::values::check_values;
