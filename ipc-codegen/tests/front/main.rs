//! The front half of the compiler, from sources to a checked schema, rule by rule.

mod apis;
mod checks;
mod data;
mod externals;
mod macros;
mod names;
mod overrides;
mod sources;
mod support;
mod types;
