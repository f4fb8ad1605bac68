//! The definition whose parts are being lowered.

use crate::codes;
use crate::direction::Direction;
use crate::report::Problem;
use crate::resolve::{DataRef, Scope};
use crate::tree::{Container, Names, Span};

/// A definition whose parts are being lowered, in one direction.
pub(super) struct Inside<'a> {
    pub(super) data: DataRef<'a>,
    pub(super) container: &'a Container,
    pub(super) scope: Scope<'a>,
    pub(super) direction: Direction,
}

impl<'a> Inside<'a> {
    pub(super) fn problem(&self, span: Span, message: impl Into<String>) -> Problem {
        self.data.module.file.problem(codes::UNMAPPED_SERDE_ATTRIBUTE, span, message)
    }

    /// The names of a field or a variant on the wire. The first is the main one, the others are aliases.
    pub(super) fn names(&self, names: &'a Names) -> Vec<&'a str> {
        match (self.direction, &names.input) {
            (Direction::Input, Some(input)) => input.iter().map(|name| &**name).collect(),
            _ => vec![&*names.output],
        }
    }
}
