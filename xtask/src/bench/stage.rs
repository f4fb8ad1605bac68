//! Builds the benchmark's app, with everything that it loads, in the target folder.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::contender::Door;
use crate::result::Result;
use crate::workspace::Workspace;
use crate::{process, setup};

/// The app, ready to run.
pub(crate) struct BenchApp {
    /// The folder that Electron opens.
    pub(crate) folder: PathBuf,
    /// The doors to measure.
    pub(crate) doors: Vec<Door>,
}

impl BenchApp {
    /// Builds the addons, and generates the code between them and the page.
    pub(crate) fn build(workspace: &Workspace, doors: &[Door], smoke: bool) -> Result<Self> {
        let folder = workspace.target.join("bench/app");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        copy(&workspace.root.join("bench/app"), &folder)?;

        println!("generating {}", folder.join("ipc").display());
        process::show(&mut codegen(workspace, Path::new("bench/ours"), &folder.join("ipc")))?;

        println!("building the addons");
        // For a smoke test, use the dependencies that the tests have built.
        let (target, profile) = if smoke {
            (workspace.target.clone(), "dev")
        } else {
            (workspace.target.join("bench/build"), "release")
        };
        process::show(
            workspace
                .cargo()
                .args(["build", "--quiet", "--locked", "--manifest-path=bench/Cargo.toml"])
                .args(["--profile", profile, "--target-dir"])
                .arg(&target),
        )?;
        let built = target.join(if smoke { "debug" } else { "release" });
        for addon in ["hand", "ours"] {
            let library = format!("{DLL_PREFIX}bench_{addon}{DLL_SUFFIX}");
            fs::copy(built.join(library), folder.join(format!("bench-{addon}.node")))?;
        }

        let has_client = folder.join("ipc/client.js").is_file();
        let exist = |door: &Door| *door == Door::Plain || has_client;
        let doors = match doors {
            [] => [Door::Plain, Door::Fast].into_iter().filter(exist).collect(),
            named => named.to_vec(),
        };
        match doors.iter().find(|door| !exist(door)) {
            Some(door) => Err(format!("ipc-codegen writes no {} door", door.name()).into()),
            None => Ok(Self { folder, doors }),
        }
    }

    /// Builds the preloads and handlers of the rivals into the app.
    pub(crate) fn add_rivals(&self, workspace: &Workspace) -> Result<()> {
        println!("building the rivals");
        let folder = self.folder.with_file_name("rivals");
        copy(&workspace.root.join("bench/rivals"), &folder)?;
        let lock = fs::read(folder.join("package-lock.json"))?;
        let stamp = folder.join("installed.json");
        if fs::read(&stamp).ok().as_ref() != Some(&lock) {
            process::capture(Command::new(setup::npm()).arg("ci").current_dir(&folder))?;
            fs::write(stamp, lock)?;
        }
        let mut build = Command::new("node");
        build.arg("build.mjs").arg(self.folder.join("rivals")).current_dir(&folder);
        process::capture(&mut build)?;
        Ok(())
    }
}

/// The `ipc-codegen` command that compiles `source` to `out`.
pub(crate) fn codegen(workspace: &Workspace, source: &Path, out: &Path) -> Command {
    let mut command = workspace.cargo();
    command.args(["run", "--quiet", "--package=ipc-codegen", "--", "generate"]);
    command.arg(source).arg("--out").arg(out);
    command
}

/// Copies the contents of the folder `from` to `to`, with all subfolders.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let copied = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &copied)?;
        } else {
            fs::copy(entry.path(), copied)?;
        }
    }
    Ok(())
}
