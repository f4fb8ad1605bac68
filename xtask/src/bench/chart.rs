//! Draws the charts of the docs as SVG. Their background is transparent.

mod bars;
mod curves;
mod svg;

pub(crate) use self::bars::bars;
pub(crate) use self::curves::curves;
