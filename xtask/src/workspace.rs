//! The workspace as cargo describes it: its folders and its members.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{MetadataCommand, Package};

use crate::result::Result;

/// The workspace that this program belongs to.
pub(crate) struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// The folder that cargo builds in.
    pub(crate) target: PathBuf,
    /// The packages of the workspace.
    pub(crate) members: Vec<Package>,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn load() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
        let metadata = MetadataCommand::new()
            .cargo_path(env!("CARGO"))
            .manifest_path(manifest)
            .no_deps()
            .exec()?;
        Ok(Self {
            root: metadata.workspace_root.into(),
            target: metadata.target_directory.into(),
            members: metadata.packages,
        })
    }

    /// The folder for what this program downloads and builds.
    pub(crate) fn cache(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// A command that runs `program` in the workspace's folder.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// A command of the `cargo` that built this program.
    pub(crate) fn cargo(&self) -> Command {
        self.command(env!("CARGO"))
    }
}
