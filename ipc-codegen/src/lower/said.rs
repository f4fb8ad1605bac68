//! Shapes that `#[ipc(…)]` says, which come before those that are read from types.

use super::Lowering;
use super::crossing::Crossing;
use crate::direction::Direction;
use crate::resolve::{DataRef, Scope};
use crate::schema::Type;
use crate::tree::{Said, Shapes, TypeExpr};

/// What is said of a type as a whole.
pub(super) fn said_of_type(data: DataRef<'_>, direction: Direction) -> Option<&Said> {
    said(&data.data.said.as_ref().ok()?.shapes, direction)
}

/// What is said in a direction.
pub(super) fn said(shapes: &Shapes, direction: Direction) -> Option<&Said> {
    shapes.as_ref()?.get(direction).as_ref()
}

impl<'a> Lowering<'a> {
    /// What is said of something; of a field, which has this type.
    pub(super) fn said_crossing(
        &mut self,
        said: &'a Said,
        field: Option<&'a TypeExpr>,
        scope: &Scope<'a>,
    ) -> Crossing<'a> {
        match (said, field) {
            (Said::TypeScript(ty), _) => Crossing::TypeScript(ty),
            (Said::Rust(ty), _) => Crossing::Type(self.resolver.resolve_type(ty, scope)),
            (Said::Number(at), Some(ty)) => {
                let ty = self.resolver.resolve_type(ty, scope);
                Crossing::Numbers(ty, scope.module.file.place(*at))
            }
            // It is refused on what is no field.
            (Said::Number(_), None) => Crossing::Shape(Type::Unit),
        }
    }
}
