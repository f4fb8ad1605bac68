//! An Electron app of this workspace: a crate with an `app/` folder that loads it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::Result;
use crate::process;
use crate::workspace::Workspace;

/// The app whose generated files are in the repository, for people to read.
const COMMITTED: &str = "open-file";

/// A crate that builds an addon, and the app that loads it.
pub(crate) struct App {
    /// The crate's name, which is the addon's too.
    pub(crate) name: String,
    /// The crate's folder.
    pub(crate) krate: PathBuf,
    /// The folder that Electron is started on. It holds the generated files in `ipc/`.
    pub(crate) folder: PathBuf,
}

impl App {
    /// Whether the generated files are in the repository.
    pub(crate) fn is_committed(&self) -> bool {
        self.name == COMMITTED
    }

    /// The run of `ipc-codegen` that writes the app's `ipc/` folder.
    pub(crate) fn generate(&self, workspace: &Workspace) -> Command {
        let mut command = workspace.cargo();
        command
            .args(["run", "--quiet", "--package=ipc-codegen", "--", "generate"])
            .arg(relative(&self.krate, &workspace.root))
            .arg("--out")
            .arg(relative(&self.folder.join("ipc"), &workspace.root));
        command
    }

    /// Builds the addon and puts it next to the app's `main.js`, as `<name>.node`.
    pub(crate) fn build(&self, workspace: &Workspace) -> Result<()> {
        let messages = process::capture(
            workspace
                .cargo()
                .args([
                    "build",
                    "--message-format=json-render-diagnostics",
                    "--package",
                    &self.name,
                ])
                .stderr(Stdio::inherit()),
        )?;
        let library = messages
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .find_map(|message| self.library(&message))
            .ok_or_else(|| {
                format!("`{}` builds no dynamic library: its crate-type is not `cdylib`", self.name)
            })?;
        place(&library, &self.folder.join(format!("{}.node", self.name)))
    }

    /// The dynamic library that cargo's `message` tells of, if it is this app's.
    fn library(&self, message: &Value) -> Option<PathBuf> {
        let kinds = message["target"]["crate_types"].as_array()?;
        let ours =
            message["target"]["name"].as_str()?.replace('_', "-") == self.name.replace('_', "-");
        if !ours || !kinds.iter().any(|kind| kind == "cdylib") {
            return None;
        }
        let files = message["filenames"].as_array()?.iter().filter_map(Value::as_str);
        files.map(PathBuf::from).find(|file| {
            let extension = file.extension().unwrap_or_default();
            ["so", "dylib", "dll"].iter().any(|library| extension == *library)
        })
    }
}

/// Copies `from` to `to` unless they are equal. A running app may have `to` in its memory: it is
/// replaced, not written over.
fn place(from: &Path, to: &Path) -> Result<()> {
    let built = fs::read(from)?;
    if fs::read(to).is_ok_and(|placed| placed == built) {
        return Ok(());
    }
    let beside = to.with_extension("new");
    fs::write(&beside, built)?;
    fs::rename(beside, to)?;
    Ok(())
}

fn relative<'a>(path: &'a Path, root: &Path) -> &'a Path {
    path.strip_prefix(root).unwrap_or(path)
}
