//! The workspace's Electron apps: crates with an `app/` folder that loads their addon.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_metadata::{Artifact, Message};

use crate::process;
use crate::result::Result;
use crate::workspace::Workspace;

/// The app whose generated files are in the repository, for people to read.
const COMMITTED: &str = "open-file";

/// A crate that builds an addon, and the app that loads it.
pub(crate) struct App {
    /// The name of the crate and of the addon.
    pub(crate) name: String,
    /// The crate's folder.
    pub(crate) krate: PathBuf,
    /// The folder that Electron opens. Its subfolder `ipc/` holds the generated files.
    pub(crate) folder: PathBuf,
}

impl App {
    /// All apps of the workspace, sorted by name: the examples, and the app of the end-to-end
    /// tests.
    pub(crate) fn all(workspace: &Workspace) -> Vec<Self> {
        let mut apps = Vec::new();
        for package in &workspace.members {
            let krate = package.manifest_path.with_file_name("");
            let folder = krate.join("app");
            if folder.is_dir() {
                let name = package.name.to_string();
                apps.push(Self { name, krate: krate.into(), folder: folder.into() });
            }
        }
        apps.sort_by(|a, b| a.name.cmp(&b.name));
        apps
    }

    /// The apps of `examples/`.
    pub(crate) fn examples(workspace: &Workspace) -> Vec<Self> {
        let examples = workspace.root.join("examples");
        Self::all(workspace).into_iter().filter(|app| app.krate.starts_with(&examples)).collect()
    }

    /// Whether the generated files are in the repository.
    pub(crate) fn is_committed(&self) -> bool {
        self.name == COMMITTED
    }

    /// The `ipc-codegen` command that writes the app's `ipc/` folder.
    pub(crate) fn generate(&self, workspace: &Workspace) -> Command {
        let mut command = workspace.cargo();
        command
            .args(["run", "--quiet", "--package=ipc-codegen", "--", "generate"])
            .arg(relative(&self.krate, &workspace.root))
            .arg("--out")
            .arg(relative(&self.folder.join("ipc"), &workspace.root));
        command
    }

    /// Builds the addon and copies it next to the app's `main.js`, as `<name>.node`.
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
        let library = Message::parse_stream(messages.as_bytes())
            .filter_map(std::result::Result::ok)
            .find_map(|message| match message {
                Message::CompilerArtifact(artifact) => self.library(&artifact),
                _ => None,
            })
            .ok_or_else(|| {
                format!("`{}` builds no dynamic library: its crate-type is not `cdylib`", self.name)
            })?;
        install(&library, &self.folder.join(format!("{}.node", self.name)))
    }

    /// The dynamic library in `artifact`, if it is this app's.
    fn library(&self, artifact: &Artifact) -> Option<PathBuf> {
        let target = &artifact.target;
        let is_ours = target.name.replace('_', "-") == self.name.replace('_', "-");
        if !is_ours || !target.is_cdylib() {
            return None;
        }
        let library = artifact
            .filenames
            .iter()
            .find(|file| matches!(file.extension(), Some("so" | "dylib" | "dll")))?;
        Some(library.clone().into())
    }
}

/// Copies `from` to `to` unless they are equal. Replaces the file instead of overwriting it: a
/// running app may have it mapped into memory.
fn install(from: &Path, to: &Path) -> Result<()> {
    let built = fs::read(from)?;
    if fs::read(to).is_ok_and(|installed| installed == built) {
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
