//! Layout: TypeScript and JavaScript as prettier lays them out with its default options.
//!
//! Templates hold what is laid out by hand. What depends on names and types is built here as a
//! document for a Wadler printer, and rendered with the indentation of the line that it is part of.

pub(crate) mod aliases;
pub(crate) mod call;
pub(crate) mod comment;
pub(crate) mod constants;
pub(crate) mod definitions;
pub(crate) mod doc;
pub(crate) mod js_value;
pub(crate) mod layout;
pub(crate) mod literal;
pub(crate) mod map_keys;
pub(crate) mod names;
pub(crate) mod ts_type;
pub(crate) mod type_printer;
