//! The front end that `#[ipc_api]` and `ipc-codegen` share: one reading of a trait, one set of
//! rules, one wording of each error.

mod diagnostic;
mod fingerprint;
mod model;

pub use diagnostic::{Diagnostic, SpanRange};
pub use fingerprint::canonical_tokens;
pub use model::{Api, Arg, Attrs, CallerArg, Deprecated, Kind, Method, Name, Peer};
