//! Draws a bar for each door and row: how many times as fast as hand-written code.

use std::fmt::Write;

use super::svg::{self, DRAWN, legend};
use crate::bench::contender::Contender;
use crate::bench::jobs::Results;
use crate::bench::report::significant;
use crate::bench::row::{Races, Row};
use crate::bench::statistics::Spread;

const WIDTH: f64 = 860.0;
/// The ends of the scale.
const LEFT: f64 = 300.0;
const RIGHT: f64 = 800.0;
const TOP: f64 = 66.0;
const BAR: f64 = 14.0;
const GAP: f64 = 12.0;

/// The marks of the scale besides 1.
const MARKS: [f64; 8] = [0.1, 0.2, 0.5, 2.0, 5.0, 10.0, 20.0, 50.0];

/// Draws the ratios of one table's races on a logarithmic scale, so that twice as fast and half as fast are
/// equally far from the middle.
pub(crate) fn bars(results: &Results, races: Races) -> String {
    let rows = results.races.keys().filter(|row| row.races() == Some(races));
    let rows = rows.map(|row| (*row, ratios(results, *row)));
    let rows: Vec<_> = rows.filter(|(_, bars)| !bars.is_empty()).collect();
    let spreads = || rows.iter().flat_map(|(_, bars)| bars).map(|(_, spread)| spread);
    let low = spreads().map(|spread| spread.p10).fold(0.5, f64::min).ln();
    let high = spreads().map(|spread| spread.p90).fold(2.0, f64::max).ln();
    let x = |ratio: f64| LEFT + (ratio.ln() - low) / (high - low) * (RIGHT - LEFT);

    let mut body = String::new();
    let mut y = TOP;
    for (row, bars) in &rows {
        let middle = y + BAR * f64::from(u32::try_from(bars.len()).unwrap_or(0)) / 2.0 + 3.5;
        let title = row.title().replace('`', "");
        let _ = writeln!(
            body,
            r#"  <text x="{}" y="{middle:.1}" text-anchor="end">{title}</text>"#,
            LEFT - 40.0
        );
        for (class, Spread { p10, median, p90 }) in bars {
            let (start, end) = (x(median.min(1.0)), x(median.max(1.0)));
            // Put the number beyond the bar and the line.
            let (label, anchor) = match *median {
                slower if slower < 1.0 => (x(*p10).min(start) - 5.0, "end"),
                _ => (x(*p90).max(end) + 5.0, "start"),
            };
            let _ = writeln!(
                body,
                r#"  <rect class="{class}" x="{start:.1}" y="{y:.1}" width="{:.1}" height="{:.1}" rx="1"/>
  <line class="spread" x1="{:.1}" y1="{spread:.1}" x2="{:.1}" y2="{spread:.1}"/>
  <text class="quiet" x="{label:.1}" y="{:.1}" text-anchor="{anchor}">{}</text>"#,
                end - start,
                BAR - 2.0,
                x(*p10),
                x(*p90),
                y + 11.0,
                significant(*median),
                spread = y + BAR / 2.0 - 1.0,
            );
            y += BAR;
        }
        y += GAP;
    }

    let mut scale = String::new();
    let marks = MARKS.into_iter().filter(|mark| (low..=high).contains(&mark.ln()));
    for (class, mark) in marks.map(|mark| ("grid", mark)).chain([("one", 1.0)]) {
        let _ = writeln!(
            scale,
            r#"  <line class="{class}" x1="{x:.1}" y1="{}" x2="{x:.1}" y2="{:.1}"/>
  <text class="quiet" x="{x:.1}" y="{}" text-anchor="middle">{mark}</text>"#,
            TOP - 8.0,
            y - 4.0,
            TOP - 14.0,
            x = x(mark),
        );
    }
    let has_bars = |contender: &Contender| {
        rows.iter().flat_map(|(_, bars)| bars).any(|(class, _)| *class == contender.name())
    };
    let legend = legend(LEFT, DRAWN.into_iter().filter(has_bars));
    svg::document(
        WIDTH,
        y,
        "How many times as fast as hand-written code",
        &format!(
            "{legend}  <text class=\"quiet\" x=\"{}\" y=\"22.5\">times as fast as by hand; lines: 10% to 90%</text>\n{scale}{body}",
            LEFT + 220.0
        ),
    )
}

/// The bars of a row, each with its class and its ratio.
fn ratios(results: &Results, row: Row) -> Vec<(&'static str, Spread)> {
    let samples = &results.races[&row];
    let ratio = |contender: Contender| {
        let (hand, own) = (samples.get(&Contender::Hand)?, samples.get(&contender)?);
        Some((contender.name(), Spread::of_ratios(hand, own)?))
    };
    let ours = |contender: &Contender| *contender != Contender::Hand;
    DRAWN.into_iter().filter(ours).filter_map(ratio).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::bars;
    use crate::bench::contender::{Contender, Door};
    use crate::bench::jobs::Results;
    use crate::bench::row::{Races, Row};

    #[test]
    fn equal_factors_have_equal_lengths() {
        let samples = BTreeMap::from([
            (Contender::Hand, vec![20.0]),
            (Contender::Ours(Door::Plain), vec![200.0]),
            (Contender::Ours(Door::Fast), vec![2.0]),
        ]);
        let races = BTreeMap::from([(Row::AsyncCalls, samples)]);
        let chart = bars(&Results { races, ..Results::default() }, Races::Calls);
        assert!(chart.contains(">1,000 concurrent calls of an async fn</text>"), "{chart}");
        assert!(chart.contains(r#"class="fast" x="550.0" y="66.0" width="250.0""#), "{chart}");
        assert!(chart.contains(r#"class="plain" x="300.0" y="80.0" width="250.0""#), "{chart}");
    }
}
