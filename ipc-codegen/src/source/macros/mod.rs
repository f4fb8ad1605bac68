//! Expands `macro_rules!` of the crate itself, and known ones of other crates, where a call stands
//! for items or for a type.
//!
//! Rules are tried in order, as in rustc. The expansion replaces the call: tokens of the call keep
//! their spans, and tokens of the macro get the span of its name in the call.

mod expand;
mod matching;
mod rules;
mod transcribe;

pub(super) use expand::{
    MAX_DEPTH, MacroRules, MacroScope, Unexpanded, expand_types, known_macros, parse_items,
};
