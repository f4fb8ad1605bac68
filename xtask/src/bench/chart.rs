//! The charts of the docs, as SVG. Their background is that of the page that shows them.

mod bars;
mod curves;
mod svg;

pub(crate) use self::bars::bars;
pub(crate) use self::curves::curves;
