//! The published crates, as `pinned/Cargo.toml` lists them.

use std::path::{Path, PathBuf};
use std::{env, fs};

use ipc_conformance::error::Result;

/// A crate with its version and features.
pub(crate) struct Pinned {
    pub(crate) name: String,
    pub(crate) version: String,
    /// Its line in the manifest.
    pub(crate) line: String,
    /// What its build script tells rustc.
    pub(crate) cfg: Option<String>,
}

impl Pinned {
    /// The name of the crate in sources.
    pub(crate) fn ident(&self) -> String {
        self.name.replace('-', "_")
    }

    /// The configuration that a user of the crate would write, which need not exist.
    pub(crate) fn config(&self) -> PathBuf {
        folder().join(format!("../configured/{}.toml", self.name))
    }
}

/// The folder of the manifest and the lock file.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("pinned")
}

/// The crates with these names, or all.
pub(crate) fn read(names: &[String]) -> Result<Vec<Pinned>> {
    let text = fs::read_to_string(folder().join("Cargo.toml"))?;
    let (_, lines) = text.split_once("# The crates.\n").ok_or("the manifest lists no crates")?;
    let mut crates = Vec::new();
    for line in lines.lines().take_while(|line| !line.is_empty()) {
        let version = line.split_once("\"=").and_then(|(_, rest)| rest.split('"').next());
        let (Some((name, _)), Some(version)) = (line.split_once(" = "), version) else {
            return Err(format!("`{line}` must be a crate and its version, `\"=1.2.3\"`").into());
        };
        if names.is_empty() || names.iter().any(|wanted| wanted == name) {
            let (line, cfg) = match line.split_once(" # --cfg ") {
                Some((line, cfg)) => (line, Some(cfg.to_owned())),
                None => (line, None),
            };
            let (name, version, line) = (name.to_owned(), version.to_owned(), line.to_owned());
            crates.push(Pinned { name, version, line, cfg });
        }
    }
    match names.iter().find(|name| crates.iter().all(|krate| krate.name != **name)) {
        Some(unknown) => Err(format!("the manifest has no crate `{unknown}`").into()),
        None => Ok(crates),
    }
}
