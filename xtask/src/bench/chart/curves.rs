//! Draws the memory of the two processes during a million calls and a million events.

use std::fmt::Write;

use super::svg::{self, DRAWN, legend};
use crate::bench::jobs::{Memory, Results};
use crate::bench::report::grouped;

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 300.0;
const TOP: f64 = 66.0;
const BOTTOM: f64 = 256.0;
/// The width of the plot of a process.
const PLOT: f64 = 340.0;

/// A process: its title, the left end of its plot, and its memory.
type Process = (&'static str, f64, fn(&Memory) -> u64);

const PROCESSES: [Process; 2] =
    [("main process", 60.0, |memory| memory.main), ("page", 490.0, |memory| memory.page)];

/// Draws the resident memory during the soak, with one scale for both processes, which begins with 0.
pub(crate) fn curves(results: &Results) -> String {
    let samples = || results.soak.values().flat_map(|soak| &soak.memory);
    let most = samples().map(|memory| mebibytes(memory.main.max(memory.page))).fold(1.0, f64::max);
    let all = samples().map(|memory| memory.calls).max().unwrap_or(0).max(1);
    let step = [10.0, 20.0, 50.0, 100.0, 200.0, 500.0].into_iter().find(|step| most / step <= 6.0);
    let step = step.unwrap_or(most);
    let top = (most / step).ceil() * step;
    let y = |mebibytes: f64| BOTTOM - mebibytes / top * (BOTTOM - TOP);

    let drawn = || DRAWN.into_iter().filter(|contender| results.soak.contains_key(contender));
    let mut body = legend(60.0, drawn());
    for (title, left, memory) in PROCESSES {
        let _ =
            writeln!(body, r#"  <text x="{left}" y="{}">{title}, resident MiB</text>"#, TOP - 14.0);
        let mut mark = 0.0;
        while mark <= top {
            let _ = writeln!(
                body,
                r#"  <line class="grid" x1="{left}" y1="{y:.1}" x2="{}" y2="{y:.1}"/>
  <text class="quiet" x="{}" y="{:.1}" text-anchor="end">{mark}</text>"#,
                left + PLOT,
                left - 6.0,
                y(mark) + 4.5,
                y = y(mark),
            );
            mark += step;
        }
        for contender in drawn() {
            let point = |sample: &Memory| {
                let x = left + f64::from(sample.calls) / f64::from(all) * PLOT;
                format!("{x:.1},{:.1}", y(mebibytes(memory(sample))))
            };
            let points: Vec<_> = results.soak[&contender].memory.iter().map(point).collect();
            let _ = writeln!(
                body,
                r#"  <polyline class="{}" points="{}"/>"#,
                contender.name(),
                points.join(" ")
            );
        }
        let _ = writeln!(
            body,
            r#"  <text class="quiet" x="{left}" y="{base}">0</text>
  <text class="quiet" x="{}" y="{base}" text-anchor="end">{} calls and events</text>"#,
            left + PLOT,
            grouped(all.into()),
            base = BOTTOM + 20.0,
        );
    }
    svg::document(WIDTH, HEIGHT, "Memory during a million calls and a million events", &body)
}

#[allow(clippy::cast_precision_loss, reason = "no process has so much memory")]
fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::curves;
    use crate::bench::contender::{Contender, Door};
    use crate::bench::jobs::{Memory, Results, Soak};

    #[test]
    fn points_follow_the_scale() {
        let sample = |calls, main: u64, page: u64| Memory {
            calls,
            main: main << 20,
            page: page << 20,
            ..Memory::default()
        };
        let memory = vec![sample(0, 100, 50), sample(500_000, 200, 100), sample(1_000_000, 200, 0)];
        let soak =
            BTreeMap::from([(Contender::Ours(Door::Fast), Soak { memory, ..Soak::default() })]);
        let chart = curves(&Results { soak, ..Results::default() });
        assert!(chart.contains(r#"points="60.0,161.0 230.0,66.0 400.0,66.0""#), "{chart}");
        assert!(chart.contains(r#"points="490.0,208.5 660.0,161.0 830.0,256.0""#), "{chart}");
        assert!(chart.contains(">1,000,000 calls and events</text>"), "{chart}");
    }
}
