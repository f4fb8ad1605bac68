//! Reports the measurements in tables: for a terminal, and as a page of the docs.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::check::{self, Check, Framework};
use super::compile::{Compile, Compiler};
use super::contender::{Contender, Door};
use super::dispatch::{Dispatch, Time};
use super::jobs::{Memory, Profile, Results};
use super::preloads::Preload;
use super::row::Races;
use super::statistics::Spread;
use super::table::Table;

/// The note about the rivals in the table of calls.
const RIVALS: &str = "EIPC 2.7.1 and electron-trpc 0.7.1 end in JavaScript: their handlers call the hand-written addon.";

/// The note about the contenders in the table of streams.
const STREAMS: &str = "By hand, a stream is an event for each item and one for the end, or a message for each item and \
                       a call for the end; it has no credit. port by hand: each stream from Rust has a \
                       `MessageChannelMain`, and all items of one turn of main's event loop are one message. A request \
                       by hand is an event with a number and a message with the answer.";

/// The note about the rivals in the table of streams.
const STREAM_RIVALS: &str = "number10 2.7.0, without its trace, and electron-effect-rpc 0.11.0 end in JavaScript: \
                             their streams read those of the hand-written addon, and have no credit either.";

/// The heading of the part of the page that people write.
pub(super) const NOTES: &str = "\n## Notes\n";

/// The most milliseconds to load the preload for [`MOST_METHODS`] with the fast door alone.
const PRELOAD_GOAL: f64 = 2.0;
const MOST_METHODS: u32 = 1_000;

/// How many times as fast as hand-written code the plain door should be in every row of both tables.
const PLAIN_GOAL: f64 = 0.9;

/// A table with its title and a note.
struct Section {
    title: &'static str,
    note: String,
    chart: Option<Chart>,
    table: Table,
}

/// A chart of a section, in a file beside the page.
struct Chart {
    file: &'static str,
    title: &'static str,
}

/// The tables for a terminal.
pub(crate) fn text(results: &Results) -> String {
    let mut text = String::new();
    for Section { title, note, table, .. } in sections(results) {
        let _ = writeln!(text, "\n{title}\n{}\n\n{}", note.trim_end(), table.text());
    }
    text
}

/// The page of the docs, up to its notes.
pub(crate) fn markdown(results: &Results) -> String {
    let machine = &results.machine;
    let setting = format!(
        "Electron {} (Chromium {}, Node {}), Rust {}, {}; {} processors, {}; {} GiB of memory. Both addons are \
         release builds. All contenders run in one sandboxed, context-isolated window and take turns, round by \
         round, so that a disturbance of the machine affects all of them. Every answer is checked.",
        machine.electron,
        machine.chromium,
        machine.node,
        results.rust,
        machine.system,
        machine.processors,
        machine.processor,
        machine.memory >> 30,
    );
    let mut page = format!(
        "# Benchmark

The cost of a call from a page to Rust and back, of events, streams and requests, through each of the two doors,
compared with hand-written code of a good engineer: `contextBridge`, `ipcRenderer`, `ipcMain` and the same Rust through
napi-rs.
`cargo xtask bench --write` measured everything in one run and wrote this page, except for the notes at its end.
`cargo xtask bench <row>` measures one row; with `--profile`, it shows the functions that take the time.

{}
",
        wrapped(&setting),
    );
    for Section { title, note, chart, table } in sections(results) {
        let _ = write!(page, "\n## {title}\n\n");
        if let Some(Chart { file, title }) = chart {
            let _ = write!(page, "![{title}]({file})\n\n");
        }
        let _ = write!(page, "{}\n\n{}", wrapped(&note), table.markdown());
    }
    page
}

/// `text` with line breaks.
fn wrapped(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < 118 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
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

/// The tables of all rows that were measured.
fn sections(results: &Results) -> Vec<Section> {
    let mut sections = Vec::new();
    sections.extend(races(results, Races::Calls));
    sections.extend(races(results, Races::Streams));
    if !results.races.is_empty() {
        sections.push(goals(results));
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
    if !results.dispatch.is_empty() {
        sections.push(dispatch(results));
    }
    if !results.compile.is_empty() {
        sections.push(compile(results));
    }
    if !results.check.is_empty() {
        sections.push(check(results));
    }
    sections
}

/// The races of one table, if any were run.
fn races(results: &Results, races: Races) -> Option<Section> {
    let rows = || results.races.iter().filter(|(row, _)| row.races() == Some(races));
    rows().next()?;
    let takes_part =
        |contender: &Contender| rows().any(|(_, samples)| samples.contains_key(contender));
    let contenders: Vec<_> = Contender::ALL.into_iter().filter(takes_part).collect();
    let (title, chart, about_hand, about_rivals) = match races {
        Races::Calls => ("Calls, events and values", "bench.svg", "", RIVALS),
        Races::Streams => {
            ("Streams, requests and messages", "bench-streams.svg", STREAMS, STREAM_RIVALS)
        }
    };
    let about_rivals = match &results.absent {
        Some(reason) => reason,
        None if contenders.iter().any(|c| matches!(c, Contender::Rival(_))) => about_rivals,
        None => "",
    };
    let mut table = Table::new([""].into_iter().chain(contenders.iter().map(|c| c.title())));
    for (row, samples) in rows() {
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
    Some(Section {
        title,
        note: format!(
            "By hand: the median time. All others: how many times as fast, compared round by round; the median of \
             {} rounds, and in brackets the 10th and the 90th percentile. {about_hand} {about_rivals}",
            results.rounds,
        ),
        chart: Some(Chart { file: chart, title: "How many times as fast as hand-written code" }),
        table,
    })
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
        chart: None,
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
        note: "In MiB, before and after the calls: the heap in use after garbage collection, and the resident memory of \
               each process."
            .to_owned(),
        chart: None,
        table,
    }
}

/// The goals of the fast door, and its measurements.
fn goals(results: &Results) -> Section {
    let mut table = Table::new(["", "goal", "measured", ""]);
    let mut goal = |title: String, goal: String, measured: String, met: bool| {
        table.row(vec![title, goal, measured, verdict(met)]);
    };
    let against_hand = |samples: &BTreeMap<Contender, Vec<f64>>, door| {
        let (hand, ours) =
            samples.get(&Contender::Hand).zip(samples.get(&Contender::Ours(door)))?;
        Spread::of_ratios(hand, ours)
    };
    for (row, samples) in &results.races {
        let spread = against_hand(samples, Door::Fast);
        if let (Some(least), Some(spread)) = (row.goal(), spread) {
            goal(
                row.title().to_owned(),
                format!("{least} x"),
                ratio(spread),
                spread.median >= least,
            );
        }
    }
    for races in [Races::Calls, Races::Streams] {
        let rows = results.races.iter().filter(|(row, _)| row.races() == Some(races));
        let plain = rows.filter_map(|(row, samples)| {
            against_hand(samples, Door::Plain).map(|spread| (row.title(), spread))
        });
        let slowest = plain.min_by(|(_, a), (_, b)| a.median.total_cmp(&b.median));
        if let Some((title, spread)) = slowest {
            goal(
                format!("plain door, its slowest row: {title}"),
                format!("{PLAIN_GOAL} x"),
                ratio(spread),
                spread.median >= PLAIN_GOAL,
            );
        }
    }
    let largest = results.preloads.iter().find(|preload| {
        preload.author == Contender::Ours(Door::Fast).title() && preload.methods == MOST_METHODS
    });
    if let Some(spread) = largest.and_then(|preload| Spread::of(&preload.times)) {
        goal(
            format!("preload for {} methods", grouped(MOST_METHODS.into())),
            format!("{PRELOAD_GOAL} ms"),
            milliseconds(spread),
            spread.median < PRELOAD_GOAL,
        );
    }
    Section {
        title: "Goals",
        note: "For the fast door unless noted: at least this many times as fast as by hand, or at most this time."
            .to_owned(),
        chart: None,
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
    for (contender, soak) in &results.soak {
        table.row(vec![
            contender.title().to_owned(),
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
        note: "1,000 concurrent calls, every other one a `#[send]`, and events in bursts of 10,000. Every call and \
               every event has a number, which the other side checks. Misplaced: lost, doubled or out of order. \
               Longest stall: of the main thread of Electron's main process."
            .to_owned(),
        chart: None,
        table,
    }
}

/// A part of [`Memory`]: its title and its bytes.
type Part = (&'static str, fn(&Memory) -> u64);

const PARTS: [Part; 4] = [
    ("main", |memory| memory.main),
    ("main's heap", |memory| memory.main_heap),
    ("page", |memory| memory.page),
    ("page's heap", |memory| memory.page_heap),
];

/// The memory during the soak, at some of the samples.
fn curve(results: &Results) -> Section {
    let counts = |share: usize| {
        let memory = results.soak.values().next().map_or(&[][..], |soak| &soak.memory);
        let last = memory.len().checked_sub(1)?;
        Some((last * share / 20, memory[last * share / 20].calls))
    };
    let mut samples: Vec<_> = [0, 1, 5, 10, 15, 20].into_iter().filter_map(counts).collect();
    samples.dedup();
    let titles: Vec<_> = samples.iter().map(|(_, calls)| grouped((*calls).into())).collect();
    let mut table = Table::new([""].into_iter().chain(titles.iter().map(String::as_str)));
    for (title, part) in PARTS {
        for (contender, soak) in &results.soak {
            let mut cells = vec![format!("{title}, {}", contender.title())];
            let memory = samples.iter().map(|(index, _)| soak.memory.get(*index));
            cells.extend(
                memory.map(|memory| memory.map_or_else(String::new, |it| mebibytes(part(it)))),
            );
            table.row(cells);
        }
    }
    Section {
        title: "Memory during the soak",
        note: "In MiB, after this many calls and events: the heap in use after garbage collection, and the resident \
               memory of each process. Growth that the hand-written code shows too is Electron's own."
            .to_owned(),
        chart: Some(Chart {
            file: "bench-memory.svg",
            title: "Memory during a million calls and a million events",
        }),
        table,
    }
}

fn dispatch(results: &Results) -> Section {
    let mut table = Table::new(["", "serde_json", "dispatch"]);
    for Dispatch { title, serde_json, runtime } in &results.dispatch {
        let time = |time: &Time| {
            format!("{} ± {}", microseconds(time.median), microseconds(time.deviation))
        };
        table.row(vec![title.clone(), time(serde_json), time(runtime)]);
    }
    Section {
        title: "Rust alone",
        note: "In µs, with the standard deviation, by Criterion: a call from its text to the handler and back to text, \
               dispatched by the runtime in memory, and by `serde_json` and the handler without a runtime."
            .to_owned(),
        chart: None,
        table,
    }
}

fn compile(results: &Results) -> Section {
    let mut table = Table::new([
        "",
        "syn",
        "ipc-codegen",
        "goal",
        "typeshare",
        "in MiB: syn",
        "ipc-codegen",
        "typeshare",
    ]);
    for compile in &results.compile {
        let Compile { types, channels, is_one_file, times, memory, .. } = compile;
        let layout = if *is_one_file { "one file" } else { "many files" };
        let alone = times.get(&Compiler::Syn);
        let ratio_of = |compiler| {
            let spread = Spread::of_ratios(times.get(&compiler)?, alone?);
            spread.map(ratio)
        };
        let memory_of = |compiler| memory.get(&compiler).copied().map(mebibytes);
        let cells = [
            alone.and_then(|times| Spread::of(times)).map(milliseconds),
            ratio_of(Compiler::IpcCodegen),
            Some(format!("{} x", compile.goal())),
            ratio_of(Compiler::Typeshare),
            memory_of(Compiler::Syn),
            memory_of(Compiler::IpcCodegen),
            memory_of(Compiler::Typeshare),
        ];
        let mut row = vec![format!(
            "{} types, {} channels, {layout}",
            grouped((*types).into()),
            grouped((*channels).into())
        )];
        row.extend(cells.map(|cell| cell.unwrap_or_else(|| "-".to_owned())));
        table.row(row);
    }
    Section {
        title: "Compiling",
        note: "Whole processes, from start to end, on sources with docs, attributes of serde and functions. syn: the time \
               of `syn::parse_file` for the same files, on one thread. The others: how many times as long, round by \
               round, with the 10th and the 90th percentile; the goal is an upper limit for ipc-codegen. The memory is \
               the peak of the resident memory. typeshare reads the types alone, and writes one file."
            .to_owned(),
        chart: None,
        table,
    }
}

fn check(results: &Results) -> Section {
    let mut table = Table::new(["", "without", "adds", "10% - 90%", "#[ipc_api] adds", "goal", ""]);
    let ours = results.check.get(&Framework::IpcRuntime).map_or(&[][..], |check| &check.added);
    let mut note = format!(
        "The time that a macro adds to `cargo check` of a crate of {} traits with {} async methods each, and types of \
         their own: the time with the macro, less the time of the same traits without it. The crate alone, not \
         incremental; the dependencies are checked before. Each macro makes a server and a client. #[ipc_api]: how \
         many times as long as the rival, round by round, with the 10th and the 90th percentile; the goal is an upper \
         limit.",
        check::TRAITS,
        check::METHODS,
    );
    for (framework, Check { plain, added, absent }) in &results.check {
        let ours =
            (*framework != Framework::IpcRuntime).then(|| Spread::of_ratios(ours, added)).flatten();
        let cells = [
            Spread::of(plain).map(milliseconds),
            Spread::of(added).map(milliseconds),
            Spread::of(added).map(|Spread { p10, p90, .. }| {
                format!("{} - {}", significant(p10), significant(p90))
            }),
            ours.map(ratio),
            ours.map(|_| format!("{} x", check::GOAL)),
            ours.map(|ratio| verdict(ratio.median <= check::GOAL)),
        ];
        let mut row = vec![framework.title()];
        row.extend(cells.map(|cell| cell.unwrap_or_else(|| "-".to_owned())));
        table.row(row);
        if let Some(reason) = absent {
            let _ = write!(note, " {} cannot be built here: {reason}", framework.title());
        }
    }
    Section { title: "Checking", note, chart: None, table }
}

fn verdict(met: bool) -> String {
    if met { "met" } else { "**falls short**" }.to_owned()
}

fn microseconds(nanoseconds: f64) -> String {
    significant(nanoseconds / 1000.0)
}

fn milliseconds(spread: Spread) -> String {
    format!("{} ms", significant(spread.median))
}

fn ratio(spread: Spread) -> String {
    let Spread { p10, median, p90 } = spread;
    format!("{} x ({} - {})", significant(median), significant(p10), significant(p90))
}

/// A number with two or three significant digits.
pub(super) fn significant(number: f64) -> String {
    match number.abs() {
        _ if number >= 100.0 => format!("{number:.0}"),
        _ if number >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

#[allow(clippy::cast_precision_loss, reason = "no process has so much memory")]
fn mebibytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / f64::from(1 << 20))
}

/// A number with commas between the thousands.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::check::{Check, Framework};
    use super::super::contender::{Contender, Door, Rival};
    use super::super::jobs::Results;
    use super::super::row::Row;
    use super::{RIVALS, STREAM_RIVALS, grouped, markdown, significant};

    #[test]
    fn numbers_are_rounded_and_grouped() {
        assert_eq!([1, 999, 1_000, 1_234_567].map(grouped), ["1", "999", "1,000", "1,234,567"]);
        assert_eq!([0.987_6, 12.34, 123.4].map(significant), ["0.99", "12.3", "123"]);
    }

    /// The cells of the line in `section` that begins with `start`.
    fn line(page: &str, section: &str, start: &str) -> String {
        let (_, section) = page.split_once(&format!("## {section}\n")).unwrap();
        let line = section.lines().find(|line| line.starts_with(start)).unwrap();
        line.split('|').map(str::trim).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn goals_are_compared_with_measurements() {
        let race = |hand, fast| {
            BTreeMap::from([
                (Contender::Hand, vec![hand]),
                (Contender::Ours(Door::Fast), vec![fast]),
            ])
        };
        let races = BTreeMap::from([(Row::Calls, race(40.0, 2.0)), (Row::Events, race(40.0, 4.0))]);
        let page = markdown(&Results { races, ..Results::default() });
        let calls = "|1,000 concurrent calls|20 x|20.0 x (20.0 - 20.0)|met|";
        assert_eq!(line(&page, "Goals", "| 1,000 concurrent"), calls);
        let events = "|5,000 events in a burst|16 x|10.0 x (10.0 - 10.0)|**falls short**|";
        assert_eq!(line(&page, "Goals", "| 5,000 events"), events);
    }

    #[test]
    fn tables_have_the_contenders_of_their_own_rows() {
        let race = |other| BTreeMap::from([(Contender::Hand, vec![8.0]), (other, vec![2.0])]);
        let races = BTreeMap::from([
            (Row::Calls, race(Contender::Rival(Rival::Eipc))),
            (Row::Stream, race(Contender::Port)),
        ]);
        let page = markdown(&Results { races, ..Results::default() });
        let calls = "||by hand|EIPC|";
        assert_eq!(line(&page, "Calls, events and values", "|  "), calls);
        let streams = "||by hand|port by hand|";
        assert_eq!(line(&page, "Streams, requests and messages", "|  "), streams);
        let stream = "|stream of 10,000 numbers from Rust|8.00 ms|4.00 x (4.00 - 4.00)|";
        assert_eq!(line(&page, "Streams, requests and messages", "| stream"), stream);
        assert_eq!(page.matches("number10").count(), 0, "{page}");
    }

    #[test]
    fn check_times_are_compared_with_the_rivals() {
        let added = |added| Check { plain: vec![400.0], added: vec![added], absent: None };
        let absent = Check { absent: Some("no network".to_owned()), ..Check::default() };
        let check = BTreeMap::from([
            (Framework::IpcRuntime, added(150.0)),
            (Framework::Tarpc, added(200.0)),
            (Framework::Jsonrpsee, absent),
        ]);
        let page = markdown(&Results { check, ..Results::default() });
        let tarpc = "|400 ms|200 ms|200 - 200|0.75 x (0.75 - 0.75)|0.5 x|**falls short**|";
        assert!(line(&page, "Checking", "| tarpc").ends_with(tarpc), "{page}");
        assert!(line(&page, "Checking", "| jsonrpsee").ends_with("|-|-|-|-|-|-|"), "{page}");
        assert!(page.contains("no network"), "{page}");
    }

    #[test]
    fn versions_of_rivals_are_those_in_the_manifest() {
        let packages = include_str!("../../../bench/rivals/package.json");
        for (note, name, package) in [
            (RIVALS, "EIPC", "@marshallofsound/ipc"),
            (RIVALS, "electron-trpc", "electron-trpc"),
            (STREAM_RIVALS, "number10", "@number10/electron-ipc"),
            (STREAM_RIVALS, "electron-effect-rpc", "electron-effect-rpc"),
        ] {
            let (_, rest) = packages.split_once(&format!("\"{package}\": \"")).unwrap();
            let (version, _) = rest.split_once('"').unwrap();
            assert!(note.contains(&format!("{name} {version}")), "{note}");
        }
    }
}
