//! What Electron needs from the operating system: shared libraries, a screen, a sandbox.

use std::env;
use std::path::Path;
use std::process::Command;

use super::progress;
use crate::process;
use crate::result::Result;

/// The packages of Debian and Ubuntu with the libraries that Electron links to.
const LIBRARIES: [&str; 6] =
    ["libgtk-3-0", "libnss3", "libasound2", "libgbm1", "libxss1", "libxtst6"];

/// The packages of Debian and Ubuntu with `xvfb-run`.
const VIRTUAL_SCREEN: [&str; 2] = ["xvfb", "xauth"];

/// Where Electron's windows open.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Screen {
    /// The person's own screen.
    Real,
    /// A screen in memory, by Xvfb.
    Virtual,
}

impl Screen {
    /// The person's screen, if there is one.
    pub(crate) fn visible() -> Self {
        let named = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        if !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY") {
            Self::Real
        } else {
            Self::Virtual
        }
    }

    /// A virtual screen, if the system has them.
    pub(crate) fn hidden() -> Self {
        if cfg!(target_os = "linux") { Self::Virtual } else { Self::Real }
    }
}

/// Installs the packages that `electron` and `screen` need.
pub(super) fn ensure(electron: &Path, screen: Screen) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let libraries = missing_libraries(electron);
    if !libraries.is_empty() {
        install(&LIBRARIES, &format!("Electron links to {}", libraries.join(", ")))?;
    }
    if screen == Screen::Virtual && !process::installed("xvfb-run") {
        install(&VIRTUAL_SCREEN, "`xvfb-run` provides a virtual screen")?;
    }
    Ok(())
}

/// Whether Chromium's sandbox works here: it needs user namespaces, and does not run as root.
pub(super) fn allows_sandbox() -> bool {
    !cfg!(target_os = "linux")
        || (!is_root()
            && process::succeeds(Command::new("unshare").args([
                "--user",
                "--map-root-user",
                "true",
            ])))
}

/// The shared libraries of `electron` that the dynamic linker cannot find.
fn missing_libraries(electron: &Path) -> Vec<String> {
    // `ldd` fails if `electron` is a script. Assume then that nothing is missing.
    let linked = process::capture(Command::new("ldd").arg(electron)).unwrap_or_default();
    let missing = linked.lines().filter_map(|line| line.trim().strip_suffix(" => not found"));
    missing.map(str::to_owned).collect()
}

/// Installs `packages` with apt-get if there is one and we are root. Otherwise the error says how
/// to install them.
fn install(packages: &[&str], why: &str) -> Result<()> {
    if !process::installed("apt-get") {
        return Err(format!(
            "{why}: install the equivalents of these Debian packages: {}",
            packages.join(" ")
        )
        .into());
    }
    if is_root() {
        progress::report("apt-get update", "to find the names of packages in this release");
        process::capture(Command::new("apt-get").args(["update", "--quiet"]))?;
    }
    let packages: Vec<_> = packages.iter().map(|package| name_in_release(package)).collect();
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

/// The name of `package` in this release, which may have the suffix `t64` for 64-bit time.
fn name_in_release(package: &str) -> String {
    let suffixed = format!("{package}t64");
    if process::succeeds(Command::new("apt-cache").args(["show", &suffixed])) {
        suffixed
    } else {
        package.to_owned()
    }
}

fn is_root() -> bool {
    process::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
