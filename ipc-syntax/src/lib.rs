//! The front end that the macros and `ipc-codegen` share: one reading of a trait and of a type's
//! options, one set of rules, one wording of each error.

mod check;
pub mod codes;
mod data;
mod diagnostic;
mod errors;
mod fingerprint;
mod model;
mod names;
mod nesting;
mod parse;
mod typescript;

pub use data::{DataOptions, Shape, Shapes, parse_data};
pub use diagnostic::{Diagnostic, Rejection, SpanRange};
pub use errors::Errors;
pub use fingerprint::{FNV_1A, canonical_tokens, fnv_1a};
pub use model::{Api, Arg, Attrs, CallerArg, Deprecated, Kind, Method, Name, Peer};
pub use names::{is_js_identifier, is_js_reserved, near_miss, unraw};
pub use nesting::{MAX_NESTING, Nesting, check_nesting, too_deep};
pub use parse::{is_ipc_api, parse_deprecated, parse_item};
pub use typescript::{TypeScript, TypeScriptMember};
