//! `cargo xtask test`: every test, in named and timed steps.
//!
//! A step that fails does not keep the others from running. The last line counts the tests of all
//! steps.

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

/// One kind of test.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub(crate) enum Step {
    /// rustfmt has nothing to change
    Fmt,
    /// The rules about modules, dependencies and files that no other tool checks
    Tidy,
    /// clippy has nothing to say
    Clippy,
    /// The tests of the crates
    Rust,
    /// rustdoc has nothing to say
    Doc,
    /// The compiler embeds what `ipc-js` builds; its tests pass, and eslint has nothing to say
    Javascript,
    /// The committed generated files are what ipc-codegen writes; `BLESS=1` writes them
    Generated,
    /// The generated files under the TypeScript compilers and prettier
    Typescript,
    /// Real apps in the real Electron
    Electron,
    /// The same in the oldest Electron that is supported
    Electron27,
    /// Every row of the benchmark works; nothing is measured
    Bench,
    /// The types of the fixtures against `serde_json`, tsc and Electron; `BLESS=1` keeps what is
    /// refused
    Conformance,
}

/// How a step went.
struct Outcome {
    name: String,
    tally: Tally,
    time: Duration,
}

/// Runs `steps`, or all of them if none is named.
pub(crate) fn run(workspace: &Workspace, steps: &[Step]) -> Result<ExitCode> {
    let mut steps = steps.to_vec();
    if steps.is_empty() {
        steps.extend(Step::value_variants());
    }
    // All set-up comes first: a machine that lacks something says so at once.
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
        let went_well = step.run(workspace, stage, &mut tally).unwrap_or_else(|error| {
            eprintln!("error: {error}");
            false
        });
        tally.finish(went_well);
        outcomes.push(Outcome { name, tally, time: start.elapsed() });
    }
    Ok(summarize(&outcomes))
}

/// Prints a line for each step, and the line that counts all tests.
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
            Self::Electron | Self::Bench | Self::Conformance => Some(Preference::Reference),
            Self::Electron27 => Some(Preference::Oldest),
            _ => None,
        }
    }

    /// Runs the step and counts its tests; says whether it went well.
    fn run(self, workspace: &Workspace, stage: Option<&Stage>, tally: &mut Tally) -> Result<bool> {
        let stage = || stage.ok_or("the step has no Electron to run on");
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
            Self::Javascript => return javascript(workspace, tally),
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
                let mut check = workspace.command("node");
                check.arg("tests/typescript/check.mjs");
                check.args(App::all(workspace).iter().map(|app| app.folder.join("ipc")));
                check
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
        };
        process::watch(&mut command, |line| tally.read(line))
    }
}

fn cargo(workspace: &Workspace, args: &[&str]) -> Command {
    let mut cargo = workspace.cargo();
    cargo.args(args);
    cargo
}

/// Runs a command of cargo in this workspace and in that of the benchmark, which share what is
/// built.
fn in_each(workspace: &Workspace, command: &str, args: &[&str]) -> Result<bool> {
    let mut all_well = true;
    for manifest in ["Cargo.toml", "bench/Cargo.toml"] {
        let mut cargo = cargo(workspace, &[command, "--manifest-path", manifest]);
        cargo.args(args).env("CARGO_TARGET_DIR", &workspace.target);
        all_well &= process::watch(&mut cargo, |_| ())?;
    }
    Ok(all_well)
}

/// Runs the checks of `ipc-js`, each of them even if another one fails.
fn javascript(workspace: &Workspace, tally: &mut Tally) -> Result<bool> {
    let checks: [&[&str]; 3] = [
        &["ipc-js/build.mjs", "--check"],
        &["ipc-js/test.mjs"],
        &["node_modules/eslint/bin/eslint.js", "ipc-js"],
    ];
    let mut all_well = true;
    for check in checks {
        let mut counted = Tally::default();
        let went_well =
            process::watch(workspace.command("node").args(check), |line| counted.read(line))?;
        counted.finish(went_well);
        tally.add(counted);
        all_well &= went_well;
    }
    Ok(all_well)
}

/// Generates the files that are not in the repository. Those that are there are tested as they are.
fn generate(workspace: &Workspace) -> Result<()> {
    for app in App::all(workspace).iter().filter(|app| !app.is_committed()) {
        process::capture(&mut app.generate(workspace))?;
    }
    Ok(())
}

/// The test files of `tests/electron`; node takes folders no longer.
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
