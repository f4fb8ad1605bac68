//! Reads the syntax tree of one file into owned data, so that nothing of the tree outlives its file.

mod api;
mod applied;
mod attrs;
mod data;
mod declaration;
mod enum_set;
mod function;
mod imports;
mod repr;
mod reread;
mod rewrite;
mod types;
mod value;

pub(super) use api::read_api;
pub(super) use applied::{aliases, applied_name};
pub(super) use attrs::path_attribute;
pub(super) use data::read_data;
pub(super) use declaration::read_declarations;
pub(super) use function::{function, visitor};
pub(super) use imports::with_crate_roots;
pub(crate) use reread::read_applied;
pub(super) use rewrite::is_inert;
pub(super) use types::{
    array_length, bounds, generics, name, path_of, trait_of, traits, type_expr,
};
pub(super) use value::value;
