//! The front end that the macros and `ipc-codegen` share: it reads a trait or a type's options once,
//! checks the rules, and words the errors.

mod check;
pub mod codes;
mod diagnostic;
mod errors;
mod fingerprint;
pub mod kind;
mod model;
mod names;
mod nesting;
mod overrides;
mod parse;
mod typescript;

pub use diagnostic::{Diagnostic, SpanRange};
pub use errors::Errors;
pub use fingerprint::{FNV_1A, canonical_tokens, fnv_1a};
pub use kind::{Kind, Peer};
pub use model::{
    Api, Arg, Attrs, CallerArg, Constant, ConstantType, Deprecated, Method, Name, Quantity, Value,
};
pub use names::{is_js_identifier, is_js_reserved, near_miss, unraw};
pub use nesting::{MAX_NESTING, Nesting, check_nesting, too_deep};
pub use overrides::{DataOptions, OptionDirection, ShapeOverride, ShapeOverrides};
pub use parse::{
    Rejection, constant_value, is_ipc_api, kind_of, parse_data, parse_deprecated, parse_item,
    parse_type_option,
};
pub use typescript::{TypeScript, TypeScriptMember};
