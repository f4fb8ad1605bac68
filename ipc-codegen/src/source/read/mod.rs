//! From the syntax trees of one file to what is kept of them; nothing of a tree outlives its file.

mod api;
mod attrs;
mod data;
mod enum_set;
mod types;

pub(super) use api::read_api;
pub(super) use attrs::{condition, path_attribute, split_condition, undecided};
pub(super) use data::read_data;
pub(super) use types::{
    array_length, at, at_range, at_span, bounds, generics, name, trait_of, traits, type_expr,
};
