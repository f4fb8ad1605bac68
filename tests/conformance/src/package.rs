//! Cargo packages of a stage: their manifests, dependencies and folders.

use std::path::{Path, PathBuf};
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
pub(crate) fn target() -> Result<PathBuf> {
    let program = env::current_exe()?;
    let folder =
        program.ancestors().nth(2).ok_or("this program must be in cargo's target folder")?;
    Ok(folder.to_owned())
}

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

pub(crate) fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}
