//! What crosses for a part of a type: what is said of it, what its module does, or what its type
//! shows.

use super::Lowering;
use super::data::Inside;
use super::said::said;
use crate::codes;
use crate::direction::Direction;
use crate::report::{Place, Problem};
use crate::resolve::Ty;
use crate::schema::Type;
use crate::tree::{Field, Style, Variant};
use ipc_syntax::TypeScript;

/// What crosses for a part of a type.
pub(super) enum Crossing<'a> {
    /// A type, as it is.
    Type(Ty<'a>),
    /// A definition that stands for a type of another crate.
    Remote(Ty<'a>),
    /// A type whose wide integers are numbers; where that is said.
    Numbers(Ty<'a>, Place),
    /// What is said in TypeScript.
    TypeScript(&'a TypeScript),
    /// What a known module writes and reads.
    Shape(Type),
}

impl<'a> Lowering<'a> {
    pub(super) fn field_crossing(&mut self, inside: &Inside<'a>, field: &'a Field) -> Crossing<'a> {
        if let Some(said) = said(&field.said, inside.direction) {
            return self.said_crossing(said, Some(&field.ty), &inside.scope);
        }
        match field.with.get(inside.direction) {
            Some(with) => self.with_crossing(inside, with, &field.ty),
            None => Crossing::Type(self.resolver.resolve_type(&field.ty, &inside.scope)),
        }
    }

    /// What crosses for the content of a variant, if that is not what crosses for its fields.
    pub(super) fn variant_crossing(
        &mut self,
        inside: &Inside<'a>,
        variant: &'a Variant,
    ) -> Option<Crossing<'a>> {
        if let Some(said) = said(&variant.said, inside.direction) {
            return Some(self.said_crossing(said, None, &inside.scope));
        }
        let with = variant.with.get(inside.direction).as_deref()?;
        Some(match &*variant.fields {
            [field] if variant.style(inside.direction) == Style::Newtype => {
                self.with_crossing(inside, with, &field.ty)
            }
            _ => inside.unknown_with(with),
        })
    }

    pub(super) fn lower_crossing(&mut self, crossing: Crossing<'a>, direction: Direction) -> Type {
        match crossing {
            Crossing::Type(ty) => self.lower_type(&ty, direction),
            Crossing::Remote(ty) => self.lower_remote(&ty, direction),
            Crossing::Numbers(ty, said_at) => {
                let mut lowered = self.lower_type(&ty, direction);
                if !make_numbers(&mut lowered) && !ty.has_failed() {
                    self.problems.push(not_an_integer(&ty, said_at));
                }
                lowered
            }
            Crossing::TypeScript(ty) => Type::TypeScript(ty.clone()),
            Crossing::Shape(shape) => shape,
        }
    }
}

fn not_an_integer(ty: &Ty<'_>, said_at: Place) -> Problem {
    Problem::new(
        codes::NOT_AN_INTEGER,
        "`as = \"number\"` is for 64- and 128-bit integers, and here is none",
    )
    .at(said_at)
    .related(ty.place(), "made of something else")
    .help("remove it, or write it on the field that has the integer")
}

/// Makes a `number` of each integer that is a `bigint`; whether there was one.
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
        // An array.
        Type::Tuple(items) => !items.is_empty() && items.iter_mut().all(make_numbers),
        _ => false,
    }
}
