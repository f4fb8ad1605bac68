//! `cargo xtask bench`: this project against IPC that is written by hand, and against its rivals.
//!
//! What is measured runs in real Electron, from `bench/app`: this module builds everything that
//! the app loads, hands it one job after the other, and reports what came of them.

mod chart;
mod contender;
mod jobs;
mod preloads;
mod report;
mod row;
mod stage;
mod statistics;
mod table;

use std::fs;
use std::path::Path;

use clap::Args;

use self::contender::{Contender, Door, Rival};
use self::jobs::{Jobs, Results};
use self::row::Row;
use self::stage::BenchApp;
use crate::Result;
use crate::setup::{Preference, Screen, Stage};
use crate::workspace::Workspace;

/// What to measure, and how.
#[derive(Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Options {
    /// The rows to measure, all of them by default
    rows: Vec<Row>,
    /// How often each contender does each row
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// The doors to measure, those that ipc-codegen writes by default
    #[arg(long, value_delimiter = ',')]
    doors: Vec<Door>,
    /// Leaves the rivals out, and their npm packages
    #[arg(long)]
    no_rivals: bool,
    /// Does each row once with small numbers, to see that it works
    #[arg(long)]
    smoke: bool,
    /// Shows where the time goes, in place of how long it takes; the figures of a row are not measured
    #[arg(long, conflicts_with_all = ["smoke", "write"])]
    profile: bool,
    /// Writes docs/bench.md and docs/bench.svg
    #[arg(long, conflicts_with_all = ["rows", "smoke"])]
    write: bool,
}

/// Measures, and reports.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let stage = Stage::build(workspace, Preference::Oldest, Screen::hidden())?;
    let app = BenchApp::build(workspace, &options.doors)?;
    let mut contenders = vec![Contender::Hand];
    contenders.extend(app.doors.iter().copied().map(Contender::Ours));
    let mut absent = None;
    if !options.no_rivals {
        match app.add_rivals(workspace) {
            Ok(()) => contenders.extend([Rival::Eipc, Rival::ElectronTrpc].map(Contender::Rival)),
            Err(error) => absent = Some(format!("The rivals could not be built: {error}")),
        }
    }

    let jobs = Jobs { workspace, stage: &stage, app: &app, options, contenders: &contenders };
    if options.profile {
        let folder = app.folder.with_file_name("profiles");
        println!("{}", report::profiles(&jobs.profile(&folder)?));
        println!("the developer tools of Chromium open what is in {}", folder.display());
        return Ok(());
    }
    let results = Results { absent, ..jobs.run()? };
    println!("{}", report::text(&results));

    let file = app.folder.with_file_name("results.json");
    fs::write(&file, serde_json::to_string_pretty(&results)?)?;
    println!("wrote {}", file.display());
    if options.write {
        write(&workspace.root.join("docs"), &results)?;
    }
    results.verdict()
}

/// Writes the page and the chart.
fn write(docs: &Path, results: &Results) -> Result<()> {
    fs::write(docs.join("bench.md"), report::markdown(results))?;
    fs::write(docs.join("bench.svg"), chart::svg(results))?;
    println!("wrote docs/bench.md and docs/bench.svg");
    Ok(())
}
