//! What the names of crates mean in the sources of another crate.

/// The runtime's package. Its types are in the table of known types, so its source is not read, even
/// if it is a path dependency.
pub(super) const RUNTIME: &str = "ipc-runtime";

/// What a crate's name means.
#[derive(Clone)]
pub(crate) enum Dependency {
    /// A path dependency: the index of its crate.
    Source(usize),
    /// Any other dependency.
    Opaque(Package),
}

/// A package that is not a path dependency.
#[derive(Clone)]
pub(crate) struct Package {
    /// Its name, with underscores.
    pub(crate) name: String,
    /// Its major version, if the manifest decides it.
    pub(crate) major: Option<u64>,
}
