//! What was measured, in tables.

use std::fmt::Write;

use super::contender::Contender;
use super::jobs::{Memory, Profile, Results};
use super::preloads::Preload;
use super::statistics::Spread;
use super::table::Table;

/// What a reader has to know about the rivals.
const RIVALS: &str = "EIPC 2.7.1 and electron-trpc 0.7.1 end in JavaScript: their handlers call the addon that is \
     written by hand. Both are made for later versions of Electron; on version 9 they get the \
     `event.senderFrame` that they look at.";

/// A table, and what a reader has to know about it.
struct Section {
    title: &'static str,
    note: String,
    table: Table,
}

/// The tables for a terminal.
pub(crate) fn text(results: &Results) -> String {
    let mut text = String::new();
    for Section { title, note, table } in sections(results) {
        let _ = writeln!(text, "\n{title}\n{}\n\n{}", note.trim_end(), table.text());
    }
    text
}

/// The page of the docs.
pub(crate) fn markdown(results: &Results) -> String {
    let machine = &results.machine;
    let mut page = format!(
        "# Benchmark

`cargo xtask bench --write` has written this page and its chart: what it costs to come from a page to Rust
and back, against code that is written by hand with `contextBridge`, `ipcRenderer.invoke`,
`ipcMain.handle` and napi-rs. Both addons are release builds, and all contenders live in one window.

![How many times as fast as code that is written by hand](bench.svg)

Electron {} (Chromium {}) on {}; {} processors, {}; {} GiB of memory.
",
        machine.electron,
        machine.chromium,
        machine.system,
        machine.processors,
        machine.processor,
        machine.memory >> 30,
    );
    for Section { title, note, table } in sections(results) {
        let _ = write!(page, "\n## {title}\n\n{}\n\n{}", note.trim_end(), table.markdown());
    }
    page
}

/// The busiest functions, for a terminal.
pub(crate) fn profiles(profiles: &[Profile]) -> String {
    let mut text = String::new();
    for Profile { row, contender, process, functions } in profiles {
        let _ = writeln!(text, "\n{}: {}, {process}", row.title(), contender.title());
        for function in functions {
            let _ = writeln!(text, "{:>7.1} %  {}", function.share, function.name);
        }
    }
    text
}

/// The tables of what was measured at all.
fn sections(results: &Results) -> Vec<Section> {
    let mut sections = Vec::new();
    if !results.races.is_empty() {
        sections.push(races(results));
    }
    if !results.preloads.is_empty() {
        sections.push(preloads(results));
    }
    if !results.memory.is_empty() {
        sections.push(memory(results));
    }
    if !results.soak.is_empty() {
        sections.push(soak(results));
        sections.push(curve(results));
    }
    sections
}

fn races(results: &Results) -> Section {
    let takes_part = |contender: &Contender| {
        results.races.values().any(|samples| samples.contains_key(contender))
    };
    let contenders: Vec<_> = Contender::ALL.into_iter().filter(takes_part).collect();
    let about_rivals = match &results.absent {
        Some(reason) => reason,
        None if contenders.iter().any(|c| matches!(c, Contender::Rival(_))) => RIVALS,
        None => "",
    };
    let mut table = Table::new([""].into_iter().chain(contenders.iter().map(|c| c.title())));
    for (row, samples) in &results.races {
        let mut cells = vec![row.title().to_owned()];
        for contender in &contenders {
            let (hand, own) = (samples.get(&Contender::Hand), samples.get(contender));
            let cell = match (contender, hand, own) {
                (_, _, None) => Some("-".to_owned()),
                (Contender::Hand, _, Some(own)) => Spread::of(own).map(milliseconds),
                (_, Some(hand), Some(own)) => Spread::of_ratios(hand, own).map(ratio),
                (_, None, Some(_)) => None,
            };
            cells.push(cell.unwrap_or_default());
        }
        table.row(cells);
    }
    Section {
        title: "Calls, events and values",
        note: format!(
            "By hand: the median time. All others: how many times as fast, compared round by round; the median of \
             {} rounds, and in brackets the 10th and the 90th percentile. {about_rivals}",
            results.rounds,
        ),
        table,
    }
}

fn preloads(results: &Results) -> Section {
    let mut table = Table::new(["", "methods", "loads in", "10% - 90%", "bytes", "gzip -9"]);
    for Preload { author, methods, times, bytes, gzipped, .. } in &results.preloads {
        let spread = Spread::of(times);
        let time = |pick: fn(Spread) -> String| spread.map_or_else(|| "-".to_owned(), pick);
        table.row(vec![
            author.clone(),
            grouped((*methods).into()),
            time(|spread| format!("{:.2} ms", spread.median)),
            time(|spread| format!("{:.2} - {:.2}", spread.p10, spread.p90)),
            grouped(*bytes),
            grouped(*gzipped),
        ]);
    }
    Section {
        title: "Preload",
        note: "Compiled and run in a sandboxed window of its own; not minified.".to_owned(),
        table,
    }
}

fn memory(results: &Results) -> Section {
    let mut table = Table::new(["", "calls", "page's heap", "page", "main's heap", "main"]);
    for (contender, curve) in &results.memory {
        if let (Some(first), Some(last)) = (curve.first(), curve.last()) {
            let grown = |pick: fn(&Memory) -> u64| {
                format!("{} -> {}", mebibytes(pick(first)), mebibytes(pick(last)))
            };
            table.row(vec![
                contender.title().to_owned(),
                grouped(last.calls.into()),
                grown(|memory| memory.page_heap),
                grown(|memory| memory.page),
                grown(|memory| memory.main_heap),
                grown(|memory| memory.main),
            ]);
        }
    }
    Section {
        title: "Memory",
        note: "In MiB, before and after: what JavaScript has in use after garbage was collected, and the resident \
               memory of each process.".to_owned(),
        table,
    }
}

fn soak(results: &Results) -> Section {
    let mut table = Table::new([
        "",
        "of each",
        "calls in Rust",
        "misplaced",
        "wrong answers",
        "events in page",
        "misplaced",
        "longest stall",
    ]);
    for (door, soak) in &results.soak {
        table.row(vec![
            door.title().to_owned(),
            grouped(soak.count.into()),
            grouped(soak.calls.numbers.into()),
            grouped(soak.calls.misplaced.into()),
            grouped(soak.calls.wrong.into()),
            grouped(soak.events.events.into()),
            grouped(soak.events.misplaced.into()),
            format!("{:.0} ms", soak.stall),
        ]);
    }
    Section {
        title: "Soak",
        note: "Every call and every event has a number, which the other side checks. Misplaced: lost, doubled or \
               overtaken. The longest stall is that of the thread of Electron's main process.".to_owned(),
        table,
    }
}

fn curve(results: &Results) -> Section {
    let mut table =
        Table::new(["", "calls and events", "page's heap", "page", "main's heap", "main"]);
    for (door, soak) in &results.soak {
        for sample in &soak.memory {
            table.row(vec![
                door.title().to_owned(),
                grouped(sample.calls.into()),
                mebibytes(sample.page_heap),
                mebibytes(sample.page),
                mebibytes(sample.main_heap),
                mebibytes(sample.main),
            ]);
        }
    }
    Section { title: "Memory during the soak", note: "In MiB.".to_owned(), table }
}

fn milliseconds(spread: Spread) -> String {
    format!("{} ms", significant(spread.median))
}

fn ratio(spread: Spread) -> String {
    let Spread { p10, median, p90 } = spread;
    format!("{} x ({} - {})", significant(median), significant(p10), significant(p90))
}

/// A number with as many digits as say something.
pub(super) fn significant(number: f64) -> String {
    match number {
        _ if number >= 100.0 => format!("{number:.0}"),
        _ if number >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

#[allow(clippy::cast_precision_loss, reason = "no process has so much memory")]
fn mebibytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / f64::from(1 << 20))
}

/// A number with commas.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::{grouped, significant};

    #[test]
    fn numbers_read_well() {
        assert_eq!([1, 999, 1_000, 1_234_567].map(grouped), ["1", "999", "1,000", "1,234,567"]);
        assert_eq!([0.987_6, 12.34, 123.4].map(significant), ["0.99", "12.3", "123"]);
    }
}
