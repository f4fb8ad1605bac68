//! The jobs of the benchmark's app, and their results.

use std::collections::BTreeMap;
use std::fs;
use std::fs::File;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::check::{self, Check, Framework};
use super::compile::{self, Compile};
use super::contender::Contender;
use super::dispatch::{self, Dispatch};
use super::options::Options;
use super::preloads::{self, Preload};
use super::row::Row;
use super::stage::BenchApp;
use crate::process;
use crate::result::Result;
use crate::setup::Stage;
use crate::workspace::Workspace;

/// The number of calls in the rows `memory` and `soak`.
const MANY: u32 = 1_000_000;

/// The number of calls in a smoke test.
const FEW: u32 = 2_000;

/// All measurements.
#[derive(Default, Serialize)]
pub(crate) struct Results {
    pub(crate) machine: Machine,
    /// The version of rustc.
    pub(crate) rust: String,
    pub(crate) rounds: u32,
    /// Why the rivals are missing, if they could not be built.
    pub(crate) absent: Option<String>,
    /// The milliseconds of each round, by row and contender.
    pub(crate) races: BTreeMap<Row, BTreeMap<Contender, Vec<f64>>>,
    pub(crate) preloads: Vec<Preload>,
    /// Samples before and during the calls, by contender.
    pub(crate) memory: BTreeMap<Contender, Vec<Memory>>,
    pub(crate) soak: BTreeMap<Contender, Soak>,
    pub(crate) dispatch: Vec<Dispatch>,
    pub(crate) compile: Vec<Compile>,
    pub(crate) check: BTreeMap<Framework, Check>,
}

/// The machine and the versions that were measured on.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Machine {
    pub(crate) electron: String,
    pub(crate) chromium: String,
    pub(crate) node: String,
    pub(crate) system: String,
    pub(crate) processor: String,
    pub(crate) processors: u32,
    pub(crate) memory: u64,
}

/// A sample of the bytes in use, in the heaps of JavaScript and in the whole processes.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Memory {
    pub(crate) calls: u32,
    pub(crate) page_heap: u64,
    pub(crate) page: u64,
    pub(crate) main_heap: u64,
    pub(crate) main: u64,
}

/// The result of many calls and events.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Soak {
    /// The expected number of calls, and of events.
    #[serde(default)]
    pub(crate) count: u32,
    pub(crate) calls: Calls,
    pub(crate) events: Events,
    pub(crate) memory: Vec<Memory>,
    /// The longest time that the main thread was busy, in milliseconds.
    pub(crate) stall: f64,
}

/// The calls of a [`Soak`].
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Calls {
    /// How many reached Rust.
    pub(crate) numbers: u32,
    /// How many of them did not have the next number.
    pub(crate) misplaced: u32,
    /// How many answers did not belong to their call.
    pub(crate) wrong: u32,
}

/// The events of a [`Soak`].
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Events {
    /// How many reached the page.
    pub(crate) events: u32,
    /// How many of them did not have the next number.
    pub(crate) misplaced: u32,
}

/// The time that a row spends in one of the two processes, by function.
#[derive(Deserialize)]
pub(crate) struct Profile {
    pub(crate) row: Row,
    pub(crate) contender: Contender,
    pub(crate) process: String,
    /// The busiest first.
    pub(crate) functions: Vec<Function>,
}

/// A function in a [`Profile`].
#[derive(Deserialize)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// The share of the time in the function itself, without its callees, in percent.
    pub(crate) share: f64,
}

/// The file that the app writes at the end of a job.
#[derive(Deserialize)]
struct Done<T> {
    machine: Machine,
    results: T,
}

/// Everything that the jobs need.
pub(crate) struct Jobs<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) stage: &'a Stage,
    pub(crate) app: &'a BenchApp,
    pub(crate) options: &'a Options,
    pub(crate) contenders: &'a [Contender],
}

impl Jobs<'_> {
    /// Measures the chosen rows.
    pub(crate) fn run(&self) -> Result<Results> {
        let smoke = self.options.smoke;
        let rounds = if smoke { 1 } else { self.options.rounds };
        let rows = self.options.rows();
        let count = if smoke { FEW } else { MANY };
        let mut results = Results { rounds, ..Results::default() };

        let races = self.races();
        if !races.is_empty() {
            let job = json!({
                "kind": "rows", "contenders": self.contenders, "rows": races, "rounds": rounds, "smoke": smoke,
            });
            (results.machine, results.races) = self.job(job)?;
        }
        if rows.contains(&Row::Preload) {
            let preloads = preloads::write(self.workspace, self.app, smoke)?;
            let job = json!({ "kind": "preload", "preloads": preloads, "rounds": rounds });
            (results.machine, results.preloads) = self.job(job)?;
        }
        if rows.contains(&Row::Memory) {
            for contender in self.contenders.iter().filter(|contender| contender.has_calls()) {
                let job = json!({ "kind": "memory", "contender": contender, "calls": count });
                let (machine, memory) = self.job(job)?;
                results.machine = machine;
                results.memory.insert(*contender, memory);
            }
        }
        if rows.contains(&Row::Soak) {
            // The hand-written code shows the memory and the stalls of Electron itself.
            let takes_part =
                |contender: &&Contender| matches!(contender, Contender::Hand | Contender::Ours(_));
            for contender in self.contenders.iter().filter(takes_part) {
                let job = json!({ "kind": "soak", "contender": contender, "count": count });
                let (machine, soak) = self.job::<Soak>(job)?;
                results.machine = machine;
                results.soak.insert(*contender, Soak { count, ..soak });
            }
        }
        Ok(results)
    }

    /// Profiles the chosen rows, and keeps the profiles in `folder`.
    pub(crate) fn profile(&self, folder: &Path) -> Result<Vec<Profile>> {
        let job = json!({
            "kind": "profile", "contenders": self.contenders, "rows": self.races(),
            "rounds": self.options.rounds, "folder": folder,
        });
        Ok(self.job(job)?.1)
    }

    fn races(&self) -> Vec<Row> {
        self.options.rows().iter().copied().filter(|row| row.races().is_some()).collect()
    }

    /// Runs the app on a job, in a process of its own.
    fn job<T: DeserializeOwned>(&self, mut job: Value) -> Result<(Machine, T)> {
        let file = |name| self.app.folder.with_file_name(name);
        let done = file("done.json");
        if done.exists() {
            fs::remove_file(&done)?;
        }
        job["results"] = json!(done);
        let description = file("job.json");
        fs::write(&description, job.to_string())?;

        // Chromium prints warnings that mean nothing here. Show them only if the job fails.
        let log = file("electron.log");
        let mut electron = self.stage.electron(self.workspace, &self.app.folder);
        electron.arg(description).stderr(File::create(&log)?);
        process::show(&mut electron).map_err(|error| {
            let log = fs::read_to_string(log).unwrap_or_default();
            format!("{error}\n{log}")
        })?;
        let done = fs::read(done).map_err(|_| "the app ended before it had finished its job")?;
        let Done { machine, results } = serde_json::from_slice(&done)?;
        Ok((machine, results))
    }
}

impl Results {
    /// Measures the chosen rows that need no Electron.
    pub(crate) fn add_rust(&mut self, workspace: &Workspace, options: &Options) -> Result<()> {
        let version = process::capture(workspace.command("rustc").arg("--version"))?;
        version.split_whitespace().nth(1).unwrap_or_default().clone_into(&mut self.rust);
        self.rounds = if options.smoke { 1 } else { options.rounds };
        let rows = options.rows();
        if rows.contains(&Row::Dispatch) {
            if options.smoke {
                dispatch::smoke(workspace)?;
            } else {
                self.dispatch = dispatch::measure(workspace)?;
            }
        }
        if rows.contains(&Row::Compile) {
            self.compile = compile::measure(workspace, options)?;
        }
        if rows.contains(&Row::Check) {
            self.check = check::measure(workspace, options)?;
        }
        Ok(())
    }

    /// Returns an error if a call or an event was lost, doubled or out of order.
    pub(crate) fn verdict(&self) -> Result<()> {
        match self.soak.iter().find(|(_, soak)| !soak.is_flawless()) {
            Some((contender, _)) => Err(format!(
                "{}: a call or an event was lost, doubled or out of order",
                contender.title()
            )
            .into()),
            None => Ok(()),
        }
    }
}

impl Soak {
    /// Whether all calls and events arrived once and in order.
    pub(crate) fn is_flawless(&self) -> bool {
        let Self { count, calls, events, .. } = self;
        calls.numbers == *count
            && events.events == *count
            && calls.misplaced + calls.wrong + events.misplaced == 0
    }
}
