//! The output of lowering: definitions, and the obligations that remain for the checks.

use std::collections::BTreeSet;

use crate::direction::Direction;
use crate::report::Location;
use crate::schema::{Docs, Shapes, Type};

/// The definition of a type, in the directions in which it is reached.
#[derive(Debug)]
pub(crate) struct Definition {
    /// The location of its name.
    pub(crate) location: Location,
    pub(crate) name: String,
    pub(crate) rust: String,
    /// Whether it is of a crate that the user cannot change.
    pub(crate) is_foreign: bool,
    pub(crate) params: Vec<String>,
    pub(crate) docs: Docs,
    /// Whether serde, where the type is flattened, leaves the keys that it reads to other fields.
    pub(crate) leaves_keys: bool,
    /// Keys whose type is a parameter: key and parameter. They may be missing if the argument is an
    /// `Option`.
    pub(crate) missing_as_null: BTreeSet<(String, String)>,
    pub(crate) shapes: Shapes,
}

/// A check that needs all definitions. If the type contains parameters, the check is repeated wherever
/// these get their arguments.
#[derive(Debug)]
pub(crate) struct Obligation {
    /// The name of the definition that contains the type.
    pub(crate) inside: Option<String>,
    pub(crate) location: Location,
    pub(crate) ty: Type,
    pub(crate) direction: Direction,
    pub(crate) kind: ObligationKind,
}

/// What to check.
#[derive(Debug)]
pub(crate) enum ObligationKind {
    /// The type is an untagged enum, or has untagged variants.
    Untagged {
        /// The enum.
        name: String,
        /// The location of each alternative.
        locations: Vec<Location>,
    },
    /// The type is the content of a newtype variant with an internal tag added.
    TaggedNewtype,
    /// The type is an object with a flattened part.
    Flattened {
        /// The index of that part.
        index: usize,
        /// Whether the object refuses unknown keys.
        is_closed: bool,
    },
    /// The type is that of a map's keys.
    Key,
    /// serde buffers a value of the type before it reads it: the type is the content of a variant with
    /// an internal tag or none.
    Buffered,
    /// The type is generic, and its arguments must fit into its definition.
    Use,
}
