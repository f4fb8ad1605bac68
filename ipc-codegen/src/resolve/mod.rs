//! Resolves written types: follows paths through modules, imports, crates, aliases and
//! implementations.

mod applied;
mod associated;
mod candidates;
mod constant;
mod declared;
mod found;
mod functions;
mod impls;
mod known_associated;
mod length;
mod path;
mod resolver;
mod scope;
mod ty;
mod types;

pub(crate) use declared::declare;
pub(crate) use found::{Found, Opaque};
pub(crate) use functions::FoundFunction;
pub(crate) use resolver::Resolver;
pub(crate) use scope::Scope;
pub(crate) use ty::{DataRef, Ty, TyKind};
