//! The input of the compiler.

use std::path::PathBuf;

use crate::config::DeclaredTypes;

/// What to compile, and how.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Folders of crates, `Cargo.toml` files, or `.rs` files that are crate roots. The compiler
    /// collects APIs from these, and types also from their path dependencies.
    pub paths: Vec<PathBuf>,
    /// Features to turn on in the named crates, besides the default ones.
    pub features: Vec<String>,
    /// Whether to turn off the default features.
    pub no_default_features: bool,
    /// Whether to turn on all features.
    pub all_features: bool,
    /// What rustc is told by `--cfg`: `name`, `name = "value"` or, where it is certainly not told,
    /// `not(name)`. It holds in all crates, and a name with a value has no other values.
    pub cfg: Vec<String>,
    /// The target triple that decides target-specific `cfg`s.
    pub target: Option<String>,
    /// The shapes and names of types that the project's configuration declares.
    pub types: DeclaredTypes,
}
