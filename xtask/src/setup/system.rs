//! What Electron needs of the operating system: shared libraries, a screen, a sandbox.

use std::env;
use std::path::Path;
use std::process::Command;

use super::progress;
use crate::process;
use crate::result::Result;

/// The packages of Debian and Ubuntu that have what Electron links to.
const LIBRARIES: [&str; 6] =
    ["libgtk-3-0", "libnss3", "libasound2", "libgbm1", "libxss1", "libxtst6"];

/// The packages of Debian and Ubuntu that have `xvfb-run`.
const VIRTUAL_SCREEN: [&str; 2] = ["xvfb", "xauth"];

/// Where Electron's windows open.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Screen {
    /// Where the person sees them.
    Real,
    /// In the memory of Xvfb.
    Virtual,
}

impl Screen {
    /// A screen that a person can see, if there is one.
    pub(crate) fn visible() -> Self {
        let named = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        if !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY") {
            Self::Real
        } else {
            Self::Virtual
        }
    }

    /// A screen that keeps windows out of a person's way, if the system knows such a thing.
    pub(crate) fn hidden() -> Self {
        if cfg!(target_os = "linux") { Self::Virtual } else { Self::Real }
    }
}

/// Installs what `electron` and `screen` lack.
pub(super) fn ensure(electron: &Path, screen: Screen) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let libraries = missing_libraries(electron);
    if !libraries.is_empty() {
        install(&LIBRARIES, &format!("Electron links to {}", libraries.join(", ")))?;
    }
    if screen == Screen::Virtual && !process::installed("xvfb-run") {
        install(&VIRTUAL_SCREEN, "`xvfb-run` gives Electron a screen where there is none")?;
    }
    Ok(())
}

/// Whether programs here may make the namespaces of which Chromium builds its sandbox. It refuses
/// to be root.
pub(super) fn allows_sandbox() -> bool {
    !cfg!(target_os = "linux")
        || (!is_root()
            && process::succeeds(Command::new("unshare").args([
                "--user",
                "--map-root-user",
                "true",
            ])))
}

/// The shared libraries that the dynamic linker does not find for `electron`.
fn missing_libraries(electron: &Path) -> Vec<String> {
    // `ldd` fails on a script that starts Electron, which then has to know for itself.
    let linked = process::capture(Command::new("ldd").arg(electron)).unwrap_or_default();
    let missing = linked.lines().filter_map(|line| line.trim().strip_suffix(" => not found"));
    missing.map(str::to_owned).collect()
}

/// Installs `packages` with apt-get if this is Debian, or one of its kind, and we are root; else
/// says what to do.
fn install(packages: &[&str], why: &str) -> Result<()> {
    if !process::installed("apt-get") {
        return Err(format!("{why}: install what Debian calls {}", packages.join(" ")).into());
    }
    if is_root() {
        progress::report("apt-get update", "the names of packages differ between releases");
        process::capture(Command::new("apt-get").args(["update", "--quiet"]))?;
    }
    let packages: Vec<_> = packages.iter().map(|package| name_here(package)).collect();
    let command = format!("apt-get install --yes --no-install-recommends {}", packages.join(" "));
    if !is_root() {
        return Err(format!("{why}: run `sudo {command}`").into());
    }
    progress::report(&command, why);
    let mut words = command.split(' ');
    let mut install = Command::new(words.next().unwrap_or_default());
    process::capture(install.args(words).env("DEBIAN_FRONTEND", "noninteractive"))?;
    Ok(())
}

/// The name of `package` in this release: libraries that were built anew for 64-bit times are
/// called `t64`.
fn name_here(package: &str) -> String {
    let rebuilt = format!("{package}t64");
    if process::succeeds(Command::new("apt-cache").args(["show", &rebuilt])) {
        rebuilt
    } else {
        package.to_owned()
    }
}

fn is_root() -> bool {
    process::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
