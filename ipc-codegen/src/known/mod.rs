//! The types of other crates whose shape on the wire is known: a path comes in, a [`KnownShape`]
//! goes out.
//!
//! [`TABLE`] is everything that the compiler knows about them. The lowering pass, the page
//! `docs/types.md` and the tests against the real crates read it.

mod lookup;
mod methods;
mod row;
mod table;

pub use methods::METHODS;
pub use row::{Known, KnownMacro, KnownShape};
pub use table::{MACROS, TABLE};

pub(crate) use lookup::{KnownPath, PRELUDE, advice, find, is_error_trait, prelude};
pub(crate) use methods::method;
