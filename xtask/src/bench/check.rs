//! The time that a macro adds to `cargo check` of a crate of many traits: `#[ipc_api]`, and the
//! macros of tarpc and jsonrpsee.
//!
//! Each framework has a crate that is checked with its macro and without, with the same types,
//! methods and dependencies. The difference is the time that the macro adds.

mod framework;
mod sources;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;
use std::{fs, iter};

use serde::Serialize;

pub(crate) use self::framework::Framework;
pub(crate) use self::sources::{METHODS, TRAITS};
use super::options::Options;
use crate::process;
use crate::result::Result;
use crate::workspace::Workspace;

/// The most time that `#[ipc_api]` may add, as a multiple of a rival's.
pub(crate) const GOAL: f64 = 0.5;

/// The time to check the traits of a framework.
#[derive(Default, Serialize)]
pub(crate) struct Check {
    /// The milliseconds of each round without the macro.
    pub(crate) plain: Vec<f64>,
    /// The milliseconds that the macro has added in each round.
    pub(crate) added: Vec<f64>,
    /// Why there are no times, if the crate cannot be built here.
    pub(crate) absent: Option<String>,
}

/// Measures.
pub(crate) fn measure(
    workspace: &Workspace,
    options: &Options,
) -> Result<BTreeMap<Framework, Check>> {
    // A round takes more than a minute.
    let (traits, rounds) =
        if options.smoke { (2, 1) } else { (TRAITS, options.rounds.div_ceil(3)) };
    let rivals = Framework::RIVALS.into_iter().filter(|_| !options.no_rivals);
    let mut checks = BTreeMap::new();
    let mut crates = Vec::new();
    for framework in iter::once(Framework::IpcRuntime).chain(rivals) {
        println!("checking the dependencies of {}", framework.title());
        let krate = Crate::write(workspace, framework, traits)?;
        let mut check = Check::default();
        match krate.check(workspace, false).and_then(|_| krate.check(workspace, true)) {
            Ok(_) => crates.push(krate),
            Err(error) if framework == Framework::IpcRuntime => return Err(error),
            Err(error) => {
                let error = error.to_string();
                let reason = error.lines().find(|line| line.starts_with("error"));
                check.absent = Some(reason.unwrap_or(&error).to_owned());
            }
        }
        checks.insert(framework, check);
    }
    println!("checking {traits} traits");
    for _ in 0..rounds {
        for krate in &crates {
            let plain = krate.check(workspace, false)?;
            let declared = krate.check(workspace, true)?;
            let check: &mut Check = checks.entry(krate.framework).or_default();
            check.plain.push(plain);
            check.added.push(declared - plain);
        }
    }
    Ok(checks)
}

/// A crate of traits.
struct Crate {
    framework: Framework,
    folder: PathBuf,
    target: PathBuf,
}

impl Crate {
    fn write(workspace: &Workspace, framework: Framework, traits: u32) -> Result<Self> {
        let folder = workspace.target.join("bench/check").join(framework.name());
        sources::write(&folder, framework, &workspace.root.join("ipc-runtime"), traits)?;
        Ok(Self { framework, folder, target: workspace.target.join("bench/build") })
    }

    /// Checks the crate anew, without its dependencies. Returns the milliseconds.
    fn check(&self, workspace: &Workspace, with_macro: bool) -> Result<f64> {
        // A file with a new modification time makes cargo check the crate again.
        let root = self.folder.join("src/lib.rs");
        fs::write(&root, fs::read(&root)?)?;
        let mut cargo = workspace.cargo();
        cargo.args(["check", "--quiet", "--manifest-path"]).arg(self.folder.join("Cargo.toml"));
        cargo.arg("--target-dir").arg(&self.target).env("CARGO_INCREMENTAL", "0");
        cargo.args(with_macro.then_some("--features=macro"));
        let start = Instant::now();
        process::capture(&mut cargo)?;
        Ok(start.elapsed().as_secs_f64() * 1_000.0)
    }
}
