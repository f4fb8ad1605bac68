//! The front half of the compiler, from sources to a checked schema, rule by rule.

mod apis;
mod attributes;
mod calls;
mod checks;
mod conversions;
mod declared;
mod enums;
mod externals;
mod flatten;
mod functions;
mod generics;
mod macros;
mod names;
mod overrides;
mod sources;
mod structs;
mod support;
mod types;
