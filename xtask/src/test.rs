//! `cargo xtask test`: every test, in named and timed steps.
//!
//! All steps run even if one fails. The last line counts the tests of all steps.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};
use std::{env, fs};

use clap::ValueEnum;

use crate::app::App;
use crate::result::Result;
use crate::setup::{self, Preference, Screen, Stage};
use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{bench, process, tidy};

/// A kind of test.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub(crate) enum Step {
    /// The formatting of Rust, with rustfmt
    Fmt,
    /// Layers, boundaries of crates, reserved names, and the first line and length of each file
    Tidy,
    /// The lints of clippy
    Clippy,
    /// The tests of the crates
    Rust,
    /// The warnings of rustdoc
    Doc,
    /// `ipc-js`: its build against the files that the compiler embeds, its tests, and eslint
    Javascript,
    /// The committed generated files against what ipc-codegen writes; `BLESS=1` writes them
    Generated,
    /// The generated files under the TypeScript compilers, prettier and eslint, and their names
    Typescript,
    /// Real apps in Electron 33
    Electron,
    /// The same apps in Electron 27, the oldest version that is supported
    Electron27,
    /// Every row of the benchmark once, without measuring
    Bench,
    /// The types of the fixtures against `serde_json`, tsc and Electron; `BLESS=1` writes the list
    /// of refused types
    Conformance,
    /// The types of five published crates; only by name
    CratesSubset,
    /// The types of all crates in `tests/crates/pinned`; only by name. `BLESS=1` writes `docs/crates.md`
    Crates,
}

/// The crates of [`Step::CratesSubset`]: they build in a short time.
const CRATES_SUBSET: &[&str] =
    &["geojson", "gltf-json", "openapiv3", "rustdoc-types", "twitch_types"];

/// The result of a step.
struct Outcome {
    name: String,
    tally: Tally,
    time: Duration,
}

/// Runs `steps`, or all steps that need not be named if there are none.
pub(crate) fn run(workspace: &Workspace, steps: &[Step]) -> Result<ExitCode> {
    let mut steps = steps.to_vec();
    if steps.is_empty() {
        let by_name = [Step::Crates, Step::CratesSubset];
        steps.extend(Step::value_variants().iter().filter(|step| !by_name.contains(step)));
    }
    // Set up everything first, so that missing tools are reported at once.
    if steps.contains(&Step::Javascript) || steps.contains(&Step::Typescript) {
        setup::packages(workspace)?;
    }
    let mut stages = BTreeMap::new();
    for preference in steps.iter().filter_map(|step| step.electron()).collect::<BTreeSet<_>>() {
        stages.insert(preference, Stage::build(workspace, preference, Screen::hidden())?);
    }

    let mut outcomes = Vec::new();
    for step in steps {
        let name =
            step.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
        println!("\n── {name}");
        let start = Instant::now();
        let mut tally = Tally::default();
        let stage = step.electron().and_then(|preference| stages.get(&preference));
        let succeeded = step.run(workspace, stage, &mut tally).unwrap_or_else(|error| {
            eprintln!("error: {error}");
            false
        });
        tally.finish(succeeded);
        outcomes.push(Outcome { name, tally, time: start.elapsed() });
    }
    Ok(summarize(&outcomes))
}

/// Prints a line for each step, and a last line that counts all tests.
fn summarize(outcomes: &[Outcome]) -> ExitCode {
    println!();
    let mut total = Tally::default();
    for Outcome { name, tally, time } in outcomes {
        let mark = if tally.failed == 0 { "ok" } else { "FAILED" };
        println!(
            "{name:<11} {mark:<7} {:>5} passed {:>4} failed {:>7.1} s",
            tally.passed,
            tally.failed,
            time.as_secs_f64()
        );
        total.add(*tally);
    }
    println!("\n{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Step {
    /// The Electron that the step runs on, if it needs one.
    fn electron(self) -> Option<Preference> {
        match self {
            Self::Electron
            | Self::Bench
            | Self::Conformance
            | Self::CratesSubset
            | Self::Crates => Some(Preference::Reference),
            Self::Electron27 => Some(Preference::Oldest),
            _ => None,
        }
    }

    /// Runs the step and counts its tests. Returns whether it succeeded.
    fn run(self, workspace: &Workspace, stage: Option<&Stage>, tally: &mut Tally) -> Result<bool> {
        let stage = || stage.ok_or("no Electron was set up for this step");
        let mut command = match self {
            Self::Fmt => return in_each(workspace, "fmt", &["--all", "--check"]),
            Self::Tidy => return tidy::run(workspace, tally),
            Self::Clippy => {
                let args = ["--workspace", "--all-targets", "--", "-D", "warnings"];
                return in_each(workspace, "clippy", &args);
            }
            Self::Rust => cargo(workspace, &["test", "--workspace", "--no-fail-fast"]),
            Self::Doc => {
                let mut doc = cargo(workspace, &["doc", "--workspace", "--no-deps"]);
                doc.env("RUSTDOCFLAGS", "-D warnings");
                doc
            }
            Self::Javascript => {
                let checks: [&[&str]; 3] = [
                    &["ipc-js/build.mjs", "--check"],
                    &["ipc-js/test.mjs"],
                    &["node_modules/eslint/bin/eslint.js", "ipc-js"],
                ];
                let commands = checks.map(|check| {
                    let mut node = workspace.command("node");
                    node.args(check);
                    node
                });
                return run_each(commands, tally);
            }
            Self::Generated => {
                for app in App::all(workspace).iter().filter(|app| app.is_committed()) {
                    let mut generate = app.generate(workspace);
                    if env::var_os("BLESS").is_none() {
                        generate.arg("--check");
                    }
                    process::show(&mut generate)?;
                }
                return Ok(true);
            }
            Self::Typescript => {
                generate(workspace)?;
                let mut test = workspace.command("node");
                test.args(["--test", "tests/typescript/reserved.test.mjs"]);
                let mut check = workspace.command("node");
                check.arg("tests/typescript/check.mjs");
                check.args(App::all(workspace).iter().map(|app| app.folder.join("ipc")));
                return run_each([test, check], tally);
            }
            Self::Electron | Self::Electron27 => {
                generate(workspace)?;
                for app in App::all(workspace) {
                    app.build(workspace)?;
                }
                let mut node = stage()?.node(workspace);
                node.args(["--test", "--test-reporter=spec", "--test-concurrency=1"]);
                node.args(electron_tests(workspace)?);
                node
            }
            Self::Bench => {
                bench::smoke(workspace, stage()?)?;
                return Ok(true);
            }
            Self::Conformance => {
                let folder = workspace.cache().join("conformance");
                process::show(
                    workspace
                        .cargo()
                        .args(["run", "--quiet", "--package=ipc-conformance", "--"])
                        .arg(&folder),
                )?;
                let mut node = stage()?.node(workspace);
                node.arg("tests/conformance/run.mjs").arg(folder);
                node
            }
            Self::CratesSubset => return crates(workspace, stage()?, CRATES_SUBSET, tally),
            Self::Crates => return crates(workspace, stage()?, &[], tally),
        };
        process::watch(&mut command, |line| tally.read(line))
    }
}

fn cargo(workspace: &Workspace, args: &[&str]) -> Command {
    let mut cargo = workspace.cargo();
    cargo.args(args);
    cargo
}

/// Runs a command of cargo in this workspace and in the benchmark's, with one target folder.
fn in_each(workspace: &Workspace, command: &str, args: &[&str]) -> Result<bool> {
    let mut all_succeeded = true;
    for manifest in ["Cargo.toml", "bench/Cargo.toml"] {
        let mut cargo = cargo(workspace, &[command, "--manifest-path", manifest]);
        cargo.args(args).env("CARGO_TARGET_DIR", &workspace.target);
        all_succeeded &= process::watch(&mut cargo, |_| ())?;
    }
    Ok(all_succeeded)
}

/// Runs all commands even if one fails, and counts the tests of each.
fn run_each(commands: impl IntoIterator<Item = Command>, tally: &mut Tally) -> Result<bool> {
    let mut all_succeeded = true;
    for mut command in commands {
        let mut counted = Tally::default();
        let succeeded = process::watch(&mut command, |line| counted.read(line))?;
        counted.finish(succeeded);
        tally.add(counted);
        all_succeeded &= succeeded;
    }
    Ok(all_succeeded)
}

/// Puts the types of published crates through the compiler, and their values through Electron.
fn crates(workspace: &Workspace, stage: &Stage, names: &[&str], tally: &mut Tally) -> Result<bool> {
    let folder = workspace.cache().join("crates");
    let command = |command: &str| {
        // It runs the compiler thousands of times.
        let mut cargo = workspace.cargo();
        cargo.args(["run", "--quiet", "--release", "--package=ipc-crates", "--", command]);
        cargo.arg(&folder).args(names);
        cargo
    };
    process::show(&mut command("stage"))?;
    let mut all_succeeded = true;
    for line in fs::read_to_string(folder.join("stages.txt"))?.lines() {
        let mut node = stage.node(workspace);
        node.arg("tests/conformance/run.mjs").arg(line);
        all_succeeded &= run_each([node], tally)?;
    }
    process::show(&mut command("report"))?;
    Ok(all_succeeded)
}

/// Generates the files that are not in the repository.
fn generate(workspace: &Workspace) -> Result<()> {
    for app in App::all(workspace).iter().filter(|app| !app.is_committed()) {
        process::capture(&mut app.generate(workspace))?;
    }
    Ok(())
}

/// The test files of `tests/electron`: newer versions of node take no folder.
fn electron_tests(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let mut tests = Vec::new();
    for entry in fs::read_dir(workspace.root.join("tests/electron"))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            tests.push(path);
        }
    }
    tests.sort();
    Ok(tests)
}
