//! The chart: a bar for each door and row, as long as it is faster than code that is written by hand.

use std::fmt::Write;

use super::contender::Contender;
use super::jobs::Results;
use super::report::significant;
use super::row::Row;
use super::statistics::Spread;

const WIDTH: f64 = 860.0;
/// Where the bars begin.
const LEFT: f64 = 290.0;
/// Where the longest one ends.
const RIGHT: f64 = 800.0;
const TOP: f64 = 54.0;
const BAR: f64 = 14.0;
const GAP: f64 = 12.0;

const STYLE: &str = "
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .quiet { fill: #59636e; }
    .line { stroke: #59636e; stroke-dasharray: 3 3; }
    .plain { fill: #8c96a0; }
    .fast { fill: #1a7f5a; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .quiet { fill: #9198a1; }
      .line { stroke: #9198a1; }
      .plain { fill: #7d8590; }
      .fast { fill: #3fb68b; }
    }
  ";

/// Draws the ratios of the races. The background is the page's own.
pub(crate) fn svg(results: &Results) -> String {
    let rows: Vec<_> = results.races.keys().map(|row| (*row, bars(results, *row))).collect();
    let ratios = rows.iter().flat_map(|(_, bars)| bars).map(|(_, ratio)| *ratio);
    let unit = (RIGHT - LEFT) / ratios.fold(1.0, f64::max);

    let mut body = String::new();
    let mut y = TOP;
    for (row, bars) in &rows {
        let middle = y + BAR * precise(bars.len()) / 2.0 + 4.5;
        let title = row.title().replace('`', "");
        let x = LEFT - 10.0;
        let _ =
            writeln!(body, r#"  <text x="{x}" y="{middle:.1}" text-anchor="end">{title}</text>"#);
        for (class, ratio) in bars {
            // A number never stands on the dashed line.
            let (length, end) = (ratio * unit, LEFT + ratio.max(1.0) * unit + 6.0);
            let (base, number) = (y + 11.0, significant(*ratio));
            let _ = writeln!(
                body,
                r#"  <rect class="{class}" x="{LEFT}" y="{y:.1}" width="{length:.1}" height="{:.1}" rx="2"/>
  <text class="quiet" x="{end:.1}" y="{base:.1}">{number}</text>"#,
                BAR - 2.0,
            );
            y += BAR;
        }
        y += GAP;
    }

    let one = LEFT + unit;
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" role="img">
  <title>How many times as fast as code that is written by hand</title>
  <style>{STYLE}</style>
  <rect class="fast" x="{LEFT}" y="12" width="12" height="12" rx="2"/>
  <text x="{}" y="22.5">fast door</text>
  <rect class="plain" x="{}" y="12" width="12" height="12" rx="2"/>
  <text x="{}" y="22.5">plain door</text>
  <text class="quiet" x="{}" y="22.5">times as fast as written by hand (dashed: 1)</text>
{body}  <line class="line" x1="{one:.1}" y1="{}" x2="{one:.1}" y2="{:.1}"/>
</svg>
"#,
        LEFT + 18.0,
        LEFT + 96.0,
        LEFT + 114.0,
        LEFT + 196.0,
        TOP - 8.0,
        y - 4.0,
    )
}

/// The bars of a row: their classes and ratios.
fn bars(results: &Results, row: Row) -> Vec<(&'static str, f64)> {
    let samples = &results.races[&row];
    let ratio = |contender: &Contender| {
        let spread = Spread::of_ratios(samples.get(&Contender::Hand)?, samples.get(contender)?)?;
        Some((contender.name(), spread.median))
    };
    let ours = |contender: &&Contender| matches!(contender, Contender::Ours(_));
    Contender::ALL.iter().filter(ours).rev().filter_map(ratio).collect()
}

#[allow(clippy::cast_precision_loss, reason = "there are few bars")]
fn precise(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::contender::{Contender, Door};
    use super::super::jobs::{Machine, Results};
    use super::super::row::Row;
    use super::svg;

    fn results(races: BTreeMap<Row, BTreeMap<Contender, Vec<f64>>>) -> Results {
        Results {
            machine: Machine::default(),
            rounds: 1,
            absent: None,
            races,
            preloads: Vec::new(),
            memory: BTreeMap::new(),
            soak: BTreeMap::new(),
        }
    }

    #[test]
    fn bars_are_as_long_as_their_ratios() {
        let samples = BTreeMap::from([
            (Contender::Hand, vec![20.0]),
            (Contender::Ours(Door::Plain), vec![20.0]),
            (Contender::Ours(Door::Fast), vec![2.0]),
        ]);
        let chart = svg(&results(BTreeMap::from([(Row::AsyncCalls, samples)])));
        assert!(chart.contains(">1,000 concurrent calls of an async fn</text>"), "{chart}");
        assert!(chart.contains(r#"class="fast" x="290" y="54.0" width="510.0""#), "{chart}");
        assert!(chart.contains(r#"class="plain" x="290" y="68.0" width="51.0""#), "{chart}");
    }
}
