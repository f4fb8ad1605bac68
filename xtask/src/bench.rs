//! `cargo xtask bench`: this project against hand-written IPC and against its rivals.
//!
//! The measurements run in real Electron, in the app `bench/app`. This module builds everything that
//! the app loads, gives it one job after the other, and reports the results.

mod chart;
mod check;
mod compile;
mod contender;
mod dispatch;
mod jobs;
mod options;
mod preloads;
mod report;
mod row;
mod stage;
mod statistics;
mod table;

use std::fs;
use std::path::Path;

use self::contender::{Contender, Rival};
use self::jobs::{Jobs, Results};
pub(crate) use self::options::Options;
use self::row::Races;
use self::stage::BenchApp;
use crate::result::Result;
use crate::setup::{Preference, Screen, Stage};
use crate::workspace::Workspace;

/// Measures and reports.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    if options.rows().iter().any(|row| row.needs_electron()) {
        let stage = Stage::build(workspace, Preference::Reference, Screen::hidden())?;
        measure(workspace, &stage, options)
    } else {
        finish(workspace, options, Results::default())
    }
}

/// Runs every row once, without the rivals.
pub(crate) fn smoke(workspace: &Workspace, stage: &Stage) -> Result<()> {
    let options = Options { smoke: true, no_rivals: true, ..Options::default() };
    measure(workspace, stage, &options)
}

fn measure(workspace: &Workspace, stage: &Stage, options: &Options) -> Result<()> {
    let app = BenchApp::build(workspace, &options.doors, options.smoke)?;
    let mut contenders = vec![Contender::Hand, Contender::Port];
    contenders.extend(app.doors.iter().copied().map(Contender::Ours));
    let mut absent = None;
    if !options.no_rivals {
        match app.add_rivals(workspace) {
            Ok(()) => contenders.extend(Rival::ALL.map(Contender::Rival)),
            Err(error) => absent = Some(format!("The rivals could not be built: {error}")),
        }
    }

    let jobs = Jobs { workspace, stage, app: &app, options, contenders: &contenders };
    if options.profile {
        let folder = app.folder.with_file_name("profiles");
        println!("{}", report::profiles(&jobs.profile(&folder)?));
        println!("open the profiles in {} with Chromium's developer tools", folder.display());
        return Ok(());
    }
    finish(workspace, options, Results { absent, ..jobs.run()? })
}

/// Adds the measurements that need no Electron, and reports.
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

/// Writes the page and its charts into `folder`. Keeps the notes at the end of the page, which people
/// write.
fn write(folder: &Path, results: &Results) -> Result<()> {
    let page = folder.join("bench.md");
    let old = fs::read_to_string(&page).unwrap_or_default();
    let notes = old.find(report::NOTES).map_or("", |start| &old[start..]);
    fs::create_dir_all(folder)?;
    fs::write(page, report::markdown(results) + notes)?;
    fs::write(folder.join("bench.svg"), chart::bars(results, Races::Calls))?;
    fs::write(folder.join("bench-streams.svg"), chart::bars(results, Races::Streams))?;
    fs::write(folder.join("bench-memory.svg"), chart::curves(results))?;
    println!("wrote bench.md and its charts into {}", folder.display());
    Ok(())
}
