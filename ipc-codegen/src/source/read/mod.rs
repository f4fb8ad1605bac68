//! Reads the syntax tree of one file into owned data, so that nothing of the tree outlives its file.

mod api;
mod applied;
mod attrs;
mod data;
mod enum_set;
mod function;
mod repr;
mod reread;
mod rewrite;
mod types;
mod value;

pub(super) use api::read_api;
pub(super) use applied::aliases;
pub(super) use attrs::path_attribute;
pub(super) use data::read_data;
pub(super) use function::{function, items, visitor};
pub(crate) use reread::read_applied;
pub(super) use types::{array_length, bounds, generics, name, trait_of, traits, type_expr};
pub(super) use value::value;
