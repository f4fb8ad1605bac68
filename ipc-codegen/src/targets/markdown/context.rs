//! What all sections refer to.

use super::anchors::Anchors;
use super::prose::linked_type;
use crate::direction::Direction;
use crate::schema::{Schema, Type};
use crate::targets::typescript::print::definitions::Definitions;
use crate::targets::typescript::print::layout::one_line;
use crate::targets::typescript::print::type_printer::TypePrinter;

/// A schema, its names in TypeScript, and where they are explained.
pub(super) struct Context<'s> {
    pub(super) schema: &'s Schema,
    pub(super) types: Definitions<'s>,
    pub(super) anchors: Anchors<'s>,
}

impl<'s> Context<'s> {
    pub(super) fn new(schema: &'s Schema) -> Self {
        Self { schema, types: Definitions::of(schema), anchors: Anchors::new(schema) }
    }

    /// A type in TypeScript, whose names are links, unless they are those of these parameters.
    pub(super) fn link(&self, ty: &Type, direction: Direction, params: &[String]) -> String {
        let printer = TypePrinter { types: &self.types, direction };
        linked_type(&one_line(&printer.data(ty)), &self.anchors, params)
    }
}
