//! Cargo packages of a stage: their manifests, dependencies and folders.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::error::Result;

/// Writes the manifest of a package that depends on the fixtures.
pub(crate) fn write_manifest(folder: &Path, name: &str, dependencies: &str) -> Result<()> {
    fs::create_dir_all(folder.join("src"))?;
    let manifest = format!(
        "[package]\n\
         name = {name:?}\n\
         edition = \"2024\"\n\
         publish = false\n\
         \n\
         [lib]\n\
         name = \"{}_addon\"\n\
         crate-type = [\"cdylib\"]\n\
         \n\
         [dependencies]\n\
         {dependencies}\n\
         [workspace]\n",
        name.replace('-', "_"),
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    Ok(())
}

/// Gives a package the versions in a lock file that has all its dependencies.
pub fn lock(folder: &Path, file: &Path) -> Result<()> {
    fs::copy(file, folder.join("Cargo.lock"))?;
    metadata(folder).map(drop)
}

/// The output of `cargo metadata` for a package, whose lock file it completes.
pub fn metadata(folder: &Path) -> Result<Vec<u8>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--quiet"])
        .current_dir(folder)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(output.stdout)
}

/// The dependencies of all staged packages.
pub(crate) fn dependencies() -> String {
    format!(
        "ipc-conformance-fixtures = {{ path = {:?} }}\n\
         ipc-runtime = {{ path = {:?}, features = [\"addon\"] }}\n\
         serde = {{ version = \"1\", features = [\"derive\", \"rc\"] }}\n",
        fixtures().to_string_lossy(),
        workspace().join("ipc-runtime").to_string_lossy(),
    )
}

/// Cargo's target folder of this program. The staged crates share it, and so the built dependencies.
pub fn target() -> Result<PathBuf> {
    let program = env::current_exe()?;
    let folder =
        program.ancestors().nth(2).ok_or("this program must be in cargo's target folder")?;
    Ok(folder.to_owned())
}

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The folder of this workspace.
#[must_use]
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}
