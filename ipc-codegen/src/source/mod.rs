//! From paths on the command line to modules of parsed items: manifests, features, `cfg`, files.
//!
//! The crates that were asked for are read as a whole, because a trait may be anywhere in them.
//! Crates that they depend on are read file by file, when a name leads there.

mod bodies;
mod cfg;
mod external;
mod file;
mod load;
mod macros;
mod manifest;
mod module;
mod program;
mod read;

pub(crate) use cfg::Cfg;
pub(crate) use file::SourceFile;
pub(crate) use manifest::discover;
pub(crate) use module::{Binding, Entry, Glob, Module, Visibility};
pub(crate) use program::{Dependency, External, Package, Program};
