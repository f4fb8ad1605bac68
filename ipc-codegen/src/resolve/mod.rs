//! From the types that a source writes to what they mean: paths are followed through modules,
//! imports, crates and aliases.

mod associated;
mod impls;
pub mod known;
mod length;
mod path;
mod ty;

pub(crate) use path::{Found, Opaque, Resolver};
pub(crate) use ty::{DataRef, Scope, Ty, TyKind};
