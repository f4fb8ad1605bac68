//! A crate: one target of a package.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use super::cfg::Cfg;
use super::dependency::Dependency;
use super::macros::CrateMacros;
use super::module::Module;

/// One target of a package.
pub(crate) struct Crate {
    pub(crate) name: String,
    pub(crate) root: Root,
    /// Whether the input names it; else it is a dependency.
    pub(crate) is_input: bool,
    /// The `Cargo.toml` of its package, if it has one.
    pub(crate) manifest: Option<PathBuf>,
    /// The version of its package, if that is known.
    pub(crate) version: Option<String>,
    /// Its dependencies by their names in its sources; `None` without a manifest.
    pub(crate) dependencies: Option<BTreeMap<String, Dependency>>,
    pub(crate) cfg: Cfg,
    /// The root module, once it has been read; `None` in it if that failed.
    pub(crate) module: OnceLock<Option<Module>>,
    /// Its `macro_rules!`, once they have been looked for.
    pub(super) macros: OnceLock<CrateMacros>,
}

/// The source of a crate's root module.
pub(crate) enum Root {
    /// A file.
    File(PathBuf),
    /// A name for messages, and the text itself.
    Text(String, String),
}
