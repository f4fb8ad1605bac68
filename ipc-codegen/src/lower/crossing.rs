//! What crosses for a part of a type: its override, the values of its `with` module, or the values of
//! its type.

use ipc_syntax::TypeScript;

use super::handed::Handed;
use super::inside::Inside;
use super::overrides::shape_override;
use super::type_lowerer::TypeLowerer;
use crate::codes;
use crate::direction::Direction;
use crate::report::{Location, Problem};
use crate::resolve::{Scope, Ty};
use crate::schema::Type;
use crate::tree::{Field, FieldStyle, ShapeOverride, TypeExpr, Variant, With, Withs};

/// What crosses for a part of a type.
pub(super) enum Crossing<'a> {
    /// The values of a type.
    Type(Ty<'a>),
    /// The values of a remote definition, which derives serde's traits for a type of another crate.
    Remote(Ty<'a>),
    /// The values of a type, with each wide integer as a `number`; the location of the attribute.
    Numbers(Ty<'a>, Location),
    /// Values of a type in TypeScript.
    TypeScript(&'a TypeScript),
    /// The values of a known `with` module.
    Shape(Type),
    /// One of these, which the function at the location hands over.
    Handed(Vec<Handed<'a>>, Location),
}

impl<'a> TypeLowerer<'a> {
    /// The wire type of an override. `field` is the field's declared type.
    pub(super) fn override_crossing(
        &mut self,
        shape: &'a ShapeOverride,
        field: Option<&'a TypeExpr>,
        scope: &Scope<'a>,
    ) -> Crossing<'a> {
        match (shape, field) {
            (ShapeOverride::TypeScript(ty), _) => Crossing::TypeScript(ty),
            (ShapeOverride::Rust(ty), _) => Crossing::Type(self.resolver.resolve_type(ty, scope)),
            (ShapeOverride::Number(span), Some(ty)) => {
                let ty = self.resolver.resolve_type(ty, scope);
                Crossing::Numbers(ty, scope.module.file.location(*span))
            }
            // The front end refuses it on anything but a field.
            (ShapeOverride::Number(_), None) => Crossing::Shape(Type::Unit),
        }
    }

    pub(super) fn field_crossing(&mut self, inside: &Inside<'a>, field: &'a Field) -> Crossing<'a> {
        if let Some(shape) = shape_override(&field.overrides, inside.direction) {
            return self.override_crossing(shape, Some(&field.ty), &inside.scope);
        }
        if inside.direction == Direction::Input && field.is_borrowed {
            return borrowed(inside, field);
        }
        match with_of(&field.with, inside.direction) {
            Some(with) => self.with_crossing(inside, with, &field.ty),
            None => Crossing::Type(self.resolver.resolve_type(&field.ty, &inside.scope)),
        }
    }

    /// What crosses for the content of a variant, unless it is what crosses for its fields.
    pub(super) fn variant_crossing(
        &mut self,
        inside: &Inside<'a>,
        variant: &'a Variant,
    ) -> Option<Crossing<'a>> {
        if let Some(shape) = shape_override(&variant.overrides, inside.direction) {
            return Some(self.override_crossing(shape, None, &inside.scope));
        }
        let with = with_of(&variant.with, inside.direction)?;
        Some(match &*variant.fields {
            [field] if variant.style(inside.direction) == FieldStyle::Newtype => {
                self.with_crossing(inside, with, &field.ty)
            }
            _ => inside.unknown_with(with),
        })
    }

    pub(super) fn lower_crossing(&mut self, crossing: Crossing<'a>) -> Type {
        match crossing {
            Crossing::Type(ty) => self.lower_type(&ty),
            Crossing::Remote(ty) => self.lower_remote(&ty),
            Crossing::Numbers(ty, declared) => {
                let mut lowered = self.lower_type(&ty);
                if !make_numbers(&mut lowered) && !ty.has_failed() {
                    self.errors.push(not_an_integer(&ty, declared));
                }
                lowered
            }
            Crossing::TypeScript(ty) => Type::TypeScript(ty.clone()),
            Crossing::Shape(shape) => shape,
            Crossing::Handed(handed, location) => self.lower_handed(&handed, &location),
        }
    }
}

/// The error for a received field that borrows from the text of a call.
fn borrowed<'a>(inside: &Inside<'a>, field: &Field) -> Crossing<'a> {
    let file = &inside.data.module.file;
    let message = "a field of a type that is received from JavaScript cannot be borrowed";
    let problem = file
        .problem(codes::BORROWED_TYPE, field.ty.span, message)
        .help("own it: `String` for `&str`, `Vec<u8>` for `&[u8]`, and no `#[serde(borrow)]`");
    Crossing::Type(Ty::failed(problem, field.ty.span, file))
}

/// The function of a `with` in one direction.
pub(super) fn with_of(withs: &Withs, direction: Direction) -> Option<&With> {
    withs.as_ref()?.get(direction).as_ref()
}

fn not_an_integer(ty: &Ty<'_>, declared: Location) -> Problem {
    Problem::new(
        codes::NOT_AN_INTEGER,
        "`as = \"number\"` is for 64- and 128-bit integers, but there is none here",
    )
    .at(declared)
    .related(ty.location(), "this contains no such integer")
    .help("remove it, or write it on the field that has the integer")
}

/// Turns each `bigint` into a `number`; returns whether there was one.
fn make_numbers(ty: &mut Type) -> bool {
    match ty {
        Type::BigInt => {
            *ty = Type::SafeInteger;
            true
        }
        Type::BigInt128 => {
            *ty = Type::SafeInteger128;
            true
        }
        Type::Option(inner) | Type::List(inner) | Type::Map { value: inner, .. } => {
            make_numbers(inner)
        }
        // An array of fixed length.
        Type::Tuple(items) => !items.is_empty() && items.iter_mut().all(make_numbers),
        _ => false,
    }
}
