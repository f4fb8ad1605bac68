//! `cargo xtask bench`: this project against IPC that is written by hand, and against its rivals.
//!
//! What is measured runs in real Electron, from `bench/app`: this module builds everything that
//! the app loads, hands it one job after the other, and reports what came of them.

mod chart;
mod check;
mod compile;
mod contender;
mod dispatch;
mod jobs;
mod preloads;
mod report;
mod row;
mod stage;
mod statistics;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use self::contender::{Contender, Door, Rival};
use self::jobs::{Jobs, Results};
use self::row::Row;
use self::stage::BenchApp;
use crate::Result;
use crate::setup::{Preference, Screen, Stage};
use crate::workspace::Workspace;

/// What to measure, and how.
#[derive(Args, Default)]
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
    /// Shows where the time goes, in place of how long it takes; the figures of a row are not
    /// measured
    #[arg(long, conflicts_with_all = ["smoke", "write"])]
    profile: bool,
    /// Writes docs/bench.md and its charts, or into another folder
    #[arg(long, value_name = "FOLDER", num_args = 0..=1, require_equals = true, default_missing_value = "docs", conflicts_with_all = ["rows", "smoke"])]
    write: Option<PathBuf>,
}

impl Options {
    /// The rows to measure.
    fn rows(&self) -> &[Row] {
        match self.rows.as_slice() {
            [] => Row::value_variants(),
            rows => rows,
        }
    }
}

/// Measures, and reports.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    if options.rows().iter().any(|row| row.needs_electron()) {
        let stage = Stage::build(workspace, Preference::Reference, Screen::hidden())?;
        measure(workspace, &stage, options)
    } else {
        finish(workspace, options, Results::default())
    }
}

/// Does every row once, but for the rivals.
pub(crate) fn smoke(workspace: &Workspace, stage: &Stage) -> Result<()> {
    let options = Options { smoke: true, no_rivals: true, ..Options::default() };
    measure(workspace, stage, &options)
}

fn measure(workspace: &Workspace, stage: &Stage, options: &Options) -> Result<()> {
    let app = BenchApp::build(workspace, &options.doors, options.smoke)?;
    let mut contenders = vec![Contender::Hand];
    contenders.extend(app.doors.iter().copied().map(Contender::Ours));
    let mut absent = None;
    if !options.no_rivals {
        match app.add_rivals(workspace) {
            Ok(()) => contenders.extend([Rival::Eipc, Rival::ElectronTrpc].map(Contender::Rival)),
            Err(error) => absent = Some(format!("The rivals could not be built: {error}")),
        }
    }

    let jobs = Jobs { workspace, stage, app: &app, options, contenders: &contenders };
    if options.profile {
        let folder = app.folder.with_file_name("profiles");
        println!("{}", report::profiles(&jobs.profile(&folder)?));
        println!("the developer tools of Chromium open what is in {}", folder.display());
        return Ok(());
    }
    finish(workspace, options, Results { absent, ..jobs.run()? })
}

/// Adds what is measured without Electron, and reports.
fn finish(workspace: &Workspace, options: &Options, mut results: Results) -> Result<()> {
    results.add_rust(workspace, options)?;
    if options.smoke {
        results.verdict()?;
        println!("every row works; nothing was measured");
        return Ok(());
    }
    println!("{}", report::text(&results));

    let file = workspace.target.join("bench/results.json");
    fs::write(&file, serde_json::to_string_pretty(&results)?)?;
    println!("wrote {}", file.display());
    if let Some(folder) = &options.write {
        write(&workspace.root.join(folder), &results)?;
    }
    results.verdict()
}

/// Writes the page and its charts into `folder`. The notes that people have written there are kept.
fn write(folder: &Path, results: &Results) -> Result<()> {
    let page = folder.join("bench.md");
    let old = fs::read_to_string(&page).unwrap_or_default();
    let notes = old.find(report::NOTES).map_or("", |start| &old[start..]);
    fs::create_dir_all(folder)?;
    fs::write(page, report::markdown(results) + notes)?;
    fs::write(folder.join("bench.svg"), chart::bars(results))?;
    fs::write(folder.join("bench-memory.svg"), chart::curves(results))?;
    println!("wrote bench.md, bench.svg and bench-memory.svg into {}", folder.display());
    Ok(())
}
