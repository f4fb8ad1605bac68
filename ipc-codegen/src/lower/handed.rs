//! What a function hands over to serde: types and shapes, some of them in arrays and objects.

use super::definition::ObligationKind;
use super::type_lowerer::TypeLowerer;
use crate::direction::Direction;
use crate::report::Location;
use crate::resolve::Ty;
use crate::schema::{Docs, Field, Type};

/// Something that a function hands over.
pub(super) enum Handed<'a> {
    /// A value of a type.
    Type(Ty<'a>),
    /// A value without parts of other types.
    Shape(Type),
    /// One of these, which serde buffers before it reads it.
    Buffered(Alternatives<'a>),
    /// An array, with these elements.
    List(Alternatives<'a>),
    /// An array with an element for each of these.
    Tuple(Vec<Alternatives<'a>>),
    /// An object with these keys and values.
    Map(Alternatives<'a>, Alternatives<'a>),
    /// An object with a key for each of these: its name, its value, and whether it may be left out.
    Object(Vec<(Box<str>, Alternatives<'a>, bool)>),
}

/// One of these.
pub(super) type Alternatives<'a> = Vec<Handed<'a>>;

/// The types in what is handed over.
pub(super) fn types_in<'t, 'a>(alternatives: &'t [Handed<'a>]) -> Vec<&'t Ty<'a>> {
    let mut types = Vec::new();
    let mut pending: Vec<&[Handed<'a>]> = vec![alternatives];
    while let Some(next) = pending.pop() {
        for handed in next {
            match handed {
                Handed::Type(ty) => types.push(ty),
                Handed::Shape(_) => {}
                Handed::Buffered(inner) | Handed::List(inner) => pending.push(inner),
                Handed::Tuple(elements) => pending.extend(elements.iter().map(Vec::as_slice)),
                Handed::Map(keys, values) => pending.extend([&**keys, &**values]),
                Handed::Object(keys) => {
                    pending.extend(keys.iter().map(|(_, value, _)| value.as_slice()));
                }
            }
        }
    }
    types
}

impl<'a> TypeLowerer<'a> {
    /// The shape of one of these, handed over by the function at `location`.
    pub(super) fn lower_handed(
        &mut self,
        alternatives: &[Handed<'a>],
        location: &Location,
    ) -> Type {
        let mut shapes: Vec<Type> = Vec::new();
        let mut is_optional = false;
        for handed in alternatives {
            let shape = match self.lower_one(handed, location) {
                Type::Option(inner) => {
                    is_optional = true;
                    *inner
                }
                Type::Unit => {
                    is_optional = true;
                    continue;
                }
                shape => shape,
            };
            if !shapes.contains(&shape) {
                shapes.push(shape);
            }
        }
        if shapes.contains(&Type::String) {
            shapes.retain(|shape| !matches!(shape, Type::Literal(_)));
        }
        let shape = match shapes.len() {
            0 => return Type::Unit,
            1 => shapes.remove(0),
            count => {
                let name = self.inside.map(|data| data.name().to_owned()).unwrap_or_default();
                let union = Type::Union(shapes);
                let locations = vec![location.clone(); count];
                let kind = ObligationKind::Untagged { name, locations };
                self.add_obligation(location.clone(), union.clone(), kind);
                union
            }
        };
        if is_optional { Type::Option(Box::new(shape)) } else { shape }
    }

    fn lower_one(&mut self, handed: &Handed<'a>, location: &Location) -> Type {
        match handed {
            Handed::Type(ty) => self.lower_target(ty),
            Handed::Shape(shape) => shape.clone(),
            Handed::Buffered(inner) => {
                let shape = self.lower_handed(inner, location);
                if self.direction == Direction::Input {
                    let kind = ObligationKind::Buffered;
                    self.add_obligation(location.clone(), shape.clone(), kind);
                }
                shape
            }
            Handed::List(elements) => Type::List(Box::new(self.lower_handed(elements, location))),
            Handed::Tuple(elements) => Type::Tuple(
                elements.iter().map(|element| self.lower_handed(element, location)).collect(),
            ),
            Handed::Map(keys, values) => {
                let key = self.lower_handed(keys, location);
                self.add_obligation(location.clone(), key.clone(), ObligationKind::Key);
                let value = Box::new(self.lower_handed(values, location));
                Type::Map { key: Box::new(key), value }
            }
            Handed::Object(keys) => {
                let keys = keys.iter().map(|(name, value, optional)| Field {
                    name: name.to_string(),
                    aliases: Box::default(),
                    ty: self.lower_handed(value, location),
                    optional: *optional && self.direction == Direction::Output,
                    docs: Docs::default(),
                });
                Type::Object(keys.collect())
            }
        }
    }
}
