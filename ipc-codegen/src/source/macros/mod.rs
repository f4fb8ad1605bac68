//! Expands `macro_rules!` of the crate itself and of the crates that it names, where a call stands for
//! items or for a type.
//!
//! Rules are tried in order, as in rustc. The expansion replaces the call: tokens of the call keep
//! their spans, and tokens of the macro get the span of its name in the call.

mod expand;
mod lookup;
mod matching;
mod rules;
mod scope;
mod transcribe;
mod types;
mod unexpanded;

pub(super) use expand::{MAX_DEPTH, MacroRules, parse_items};
pub(super) use lookup::{CrateMacros, Imports, MacroCrates, Place, follow};
pub(super) use scope::{FindMacro, MacroScope, Macros};
pub(super) use types::expand_types;
pub(crate) use unexpanded::Unexpanded;
