//! Shapes that `#[ipc(…)]` says, which come before those that are read from types.

use super::Lowering;
use crate::codes;
use crate::direction::Direction;
use crate::report::Problem;
use crate::resolve::{DataRef, Scope, TyKind};
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
    /// The shape that is said of something; of a field, which has this type.
    pub(super) fn lower_said(
        &mut self,
        said: &'a Said,
        field: Option<&'a TypeExpr>,
        scope: &Scope<'a>,
        direction: Direction,
    ) -> Type {
        let written = match (said, field) {
            (Said::TypeScript(ty), _) => return Type::TypeScript(ty.clone()),
            (Said::Rust(ty), _) | (Said::Number(_), Some(ty)) => ty,
            // It is refused on what is no field.
            (Said::Number(_), None) => return Type::Unit,
        };
        let ty = self.resolver.resolve_type(written, scope, &mut self.problems);
        let mut lowered = self.lower_type(&ty, direction);
        if let Said::Number(at) = said
            && !make_numbers(&mut lowered)
            && !matches!(ty.kind, TyKind::Failed)
        {
            self.problems.push(
                Problem::new(
                    codes::NOT_AN_INTEGER,
                    "`as = \"number\"` is for 64- and 128-bit integers, and here is none",
                )
                .at(scope.module.file.place(*at))
                .related(ty.place(), "made of something else")
                .help("remove it, or write it on the field that has the integer"),
            );
        }
        lowered
    }
}

/// Makes a `number` of each integer that is a `bigint`; whether there was one.
fn make_numbers(ty: &mut Type) -> bool {
    match ty {
        Type::BigInt | Type::BigInt128 => {
            *ty = Type::SafeInteger;
            true
        }
        Type::Option(inner) | Type::List(inner) | Type::Map { value: inner, .. } => {
            make_numbers(inner)
        }
        // An array.
        Type::Tuple(items) => !items.is_empty() && items.iter_mut().all(make_numbers),
        _ => false,
    }
}
