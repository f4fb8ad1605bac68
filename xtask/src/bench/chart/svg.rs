//! The parts that the charts share: style, size and legend.

use crate::bench::contender::{Contender, Door};

const STYLE: &str = "
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    rect { fill: currentColor; }
    line { stroke: currentColor; }
    polyline { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; }
    .quiet { fill: #59636e; }
    .grid { color: #d1d9e0; }
    .one { color: #59636e; stroke-dasharray: 3 3; }
    .spread { color: #1f2328; }
    .hand { color: #b35900; }
    .plain { color: #8c96a0; }
    .fast { color: #1a7f5a; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .quiet { fill: #9198a1; }
      .grid { color: #3d444d; }
      .one { color: #9198a1; }
      .spread { color: #f0f6fc; }
      .hand { color: #db8b3a; }
      .plain { color: #7d8590; }
      .fast { color: #3fb68b; }
    }
  ";

/// The contenders to draw, in this order.
pub(super) const DRAWN: [Contender; 3] =
    [Contender::Ours(Door::Fast), Contender::Ours(Door::Plain), Contender::Hand];

/// A chart of the given size.
pub(super) fn document(width: f64, height: f64, title: &str, body: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
  <title>{title}</title>
  <style>{STYLE}</style>
{body}</svg>
"#
    )
}

/// The legend of the colours, from `x` on.
pub(super) fn legend(x: f64, contenders: impl IntoIterator<Item = Contender>) -> String {
    let entry = |(column, contender): (f64, Contender)| {
        let (class, title, x) = (contender.name(), contender.title(), x + 108.0 * column);
        format!(
            r#"  <rect class="{class}" x="{x}" y="12" width="12" height="12" rx="2"/>
  <text x="{}" y="22.5">{title}</text>
"#,
            x + 18.0
        )
    };
    let columns = [0.0, 1.0, 2.0];
    columns.into_iter().zip(contenders).map(entry).collect()
}
