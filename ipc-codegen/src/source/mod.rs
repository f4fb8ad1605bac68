//! Discovers crates and parses their files into modules: manifests, features, `cfg`, macros.
//!
//! The crates of the input are read completely, because a trait may be anywhere in them. Crates that
//! they depend on are read file by file, when a name leads there.

mod bodies;
mod calls;
mod cfg;
mod collect;
mod configuration;
mod dependency;
mod discover;
mod external;
mod file;
mod files;
mod krate;
mod macros;
mod manifest;
mod methods;
mod module;
mod program;
mod read;
mod spans;
mod unresolved;

pub(crate) use configuration::{Configuration, Declared, Replacement};
pub(crate) use dependency::Dependency;
pub(crate) use discover::discover;
pub(crate) use file::SourceFile;
pub(crate) use macros::Unexpanded;
pub(crate) use methods::MethodResult;
pub(crate) use module::{Binding, Constant, Glob, Module};
pub(crate) use program::{MissingSource, Program};
pub(crate) use read::read_applied;
