//! Shapes that `#[ipc(…)]` says, which come before those that are read from types.

use std::ptr;

use ipc_syntax::{DataOptions, Shape, Shapes};

use super::{Direction, Lowering};
use crate::codes;
use crate::report::Problem;
use crate::resolve::{DataRef, Scope, TyKind};
use crate::schema::Type;

impl Direction {
    fn of(self, shapes: &Shapes) -> Option<&Shape> {
        match self {
            Self::Output => shapes.output.as_ref(),
            Self::Input => shapes.input.as_ref(),
        }
    }
}

/// What is said of a type as a whole.
pub(super) fn said_of_type(data: DataRef<'_>, direction: Direction) -> Option<&Shape> {
    direction.of(&options(data)?.shape)
}

/// What is said of what a variant holds.
pub(super) fn said_of_variant<'a>(
    data: DataRef<'a>,
    variant: &syn::Variant,
    direction: Direction,
) -> Option<&'a Shape> {
    let options = options(data).filter(|options| !options.variants.is_empty())?;
    let syn::Data::Enum(item) = &data.input().data else { return None };
    let index = item.variants.iter().position(|other| ptr::eq(other, variant))?;
    direction.of(options.variants.get(&index)?)
}

/// What is said of a field.
pub(super) fn said_of_field<'a>(
    data: DataRef<'a>,
    field: &syn::Field,
    direction: Direction,
) -> Option<&'a Shape> {
    let options = options(data).filter(|options| !options.fields.is_empty())?;
    let position = |fields: &syn::Fields| fields.iter().position(|other| ptr::eq(other, field));
    let index = match &data.input().data {
        syn::Data::Struct(item) => (0, position(&item.fields)?),
        syn::Data::Enum(item) => {
            let mut variants = item.variants.iter().enumerate();
            variants.find_map(|(index, it)| Some((index, position(&it.fields)?)))?
        }
        syn::Data::Union(_) => return None,
    };
    direction.of(options.fields.get(&index)?)
}

fn options(data: DataRef<'_>) -> Option<&DataOptions> {
    data.data.options().ok()
}

impl<'a> Lowering<'a> {
    /// The shape that is said of something; of a field, which has this type.
    pub(super) fn lower_said(
        &mut self,
        said: &'a Shape,
        field: Option<&'a syn::Type>,
        scope: &Scope<'a>,
        direction: Direction,
    ) -> Type {
        let tokens = match (said, field) {
            (Shape::TypeScript(ty), _) => return Type::TypeScript(ty.clone()),
            (Shape::Rust(ty), _) => ty,
            (Shape::Number(_), Some(ty)) => ty,
            // It is refused on what is no field.
            (Shape::Number(_), None) => return Type::Unit,
        };
        let ty = self.resolver.resolve_type(tokens, scope, &mut self.problems);
        let mut lowered = self.lower_type(&ty, direction);
        if let Shape::Number(span) = said
            && !make_numbers(&mut lowered)
            && !matches!(ty.kind, TyKind::Failed)
        {
            self.problems.push(
                Problem::new(
                    codes::NOT_AN_INTEGER,
                    "`as = \"number\"` is for 64- and 128-bit integers, and here is none",
                )
                .at(scope.module.file.place_of(*span))
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
