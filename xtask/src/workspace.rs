//! What cargo says of this workspace: its folders, and the members that are Electron apps.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::Result;
use crate::app::App;
use crate::process;

/// The workspace that this program belongs to.
pub(crate) struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
    /// Every member with an `app/` folder: the examples, and the app of the end-to-end tests.
    pub(crate) apps: Vec<App>,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn load() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
        let metadata = process::capture(
            Command::new(env!("CARGO"))
                .args(["metadata", "--no-deps", "--format-version=1", "--manifest-path"])
                .arg(manifest),
        )?;
        let metadata: Value = serde_json::from_str(&metadata)?;
        let folder = |value: &Value| {
            value.as_str().map(PathBuf::from).ok_or("cargo metadata names no folder")
        };

        let mut apps = Vec::new();
        for package in metadata["packages"].as_array().into_iter().flatten() {
            let manifest = folder(&package["manifest_path"])?;
            let app = manifest.with_file_name("app");
            if let (true, Some(name)) = (app.is_dir(), package["name"].as_str()) {
                apps.push(App {
                    name: name.to_owned(),
                    krate: manifest.with_file_name(""),
                    folder: app,
                });
            }
        }
        apps.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self {
            root: folder(&metadata["workspace_root"])?,
            target: folder(&metadata["target_directory"])?,
            apps,
        })
    }

    /// The apps of `examples/`.
    pub(crate) fn examples(&self) -> impl Iterator<Item = &App> {
        let examples = self.root.join("examples");
        self.apps.iter().filter(move |app| app.krate.starts_with(&examples))
    }

    /// Where this program keeps what it sets up.
    pub(crate) fn kept(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// `program`, to be run in the workspace's folder.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// `cargo`, the one that built this program.
    pub(crate) fn cargo(&self) -> Command {
        self.command(env!("CARGO"))
    }
}
