//! The npm packages of the root `package.json`.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::{env, fs};

use super::progress;
use crate::process;
use crate::result::Result;
use crate::workspace::Workspace;

/// Installs the packages of `package-lock.json` unless they are installed.
pub(crate) fn packages(workspace: &Workspace) -> Result<()> {
    let lock = fs::read(workspace.root.join("package-lock.json"))?;
    let mut hasher = DefaultHasher::new();
    lock.hash(&mut hasher);
    let wanted = format!("{:016x}\n", hasher.finish());

    let stamp = workspace.cache().join("npm.stamp");
    let installed = workspace.root.join("node_modules").is_dir();
    if installed && fs::read_to_string(&stamp).is_ok_and(|stamped| stamped == wanted) {
        return Ok(());
    }
    progress::report(
        "npm ci",
        "TypeScript, eslint, prettier, playwright-core and Electron's typings",
    );
    process::capture(workspace.command(npm()).arg("ci"))?;
    fs::create_dir_all(workspace.cache())?;
    fs::write(stamp, wanted)?;
    Ok(())
}

/// The name of the npm program: on Windows npm is a script, which needs its extension.
pub(crate) fn npm() -> &'static str {
    match env::consts::OS {
        "windows" => "npm.cmd",
        _ => "npm",
    }
}
