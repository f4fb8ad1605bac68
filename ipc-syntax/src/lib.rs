//! The front end that `#[ipc_api]` and `ipc-codegen` share: one reading of a trait, one set of
//! rules, one wording of each error.

mod check;
pub mod codes;
mod diagnostic;
mod fingerprint;
mod model;
mod names;
mod parse;

pub use diagnostic::{Diagnostic, Rejection, SpanRange};
pub use fingerprint::canonical_tokens;
pub use model::{Api, Arg, Attrs, CallerArg, Deprecated, Kind, Method, Name, Peer};
pub use names::{is_js_reserved, near_miss, unraw};
pub use parse::{is_ipc_api, parse_item};
