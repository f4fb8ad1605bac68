//! Types of the schema as constraints: parameters are replaced, and flattened parts merged in.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use super::constraint::{Constraint, Key, Merged, Object, Property, Rest, Width};
use super::instances::Instances;
use super::typescript;
use crate::direction::{Directed, Direction};
use crate::known::{KnownShape, TABLE};
use crate::schema::{Bodies, Docs, Field, Schema, Type, TypeDef};
use crate::targets::typescript::print::definitions::Definitions;

/// The most levels of flattened types.
const MAX_DEPTH: usize = 64;

/// What becomes of a type into which several unions are flattened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flattened {
    /// A union of all objects that it may be.
    Listed,
    /// A [`Constraint::Merged`] of the unions.
    Merged,
}

/// Why the objects that a type may be cannot be listed.
pub(super) enum Unlisted {
    /// There are too many.
    TooMany,
    /// Only TypeScript knows them: its text.
    TypeScript(String),
}

/// A definition that was used, and is not lowered yet.
pub(super) struct Pending {
    pub(super) name: String,
    /// The named type, with its arguments.
    pub(super) ty: Type,
    pub(super) direction: Direction,
    /// The constraints of its parameters.
    params: BTreeMap<String, Constraint>,
}

/// Lowers types in one direction at a time.
pub(super) struct Lowering<'s> {
    types: &'s Definitions<'s>,
    bodies: Directed<Bodies<'s>>,
    instances: Instances,
    pending: Vec<Pending>,
    flattened: Flattened,
    direction: Direction,
    /// The constraints of the parameters in scope, for texts in TypeScript that name them.
    params: BTreeMap<String, Constraint>,
    /// Whether serde ignores keys that the objects of the definition do not have.
    ignores_other_keys: bool,
    /// Why the objects that the definition may be cannot be listed, if they cannot.
    pub(super) unlisted: Option<Unlisted>,
}

impl<'s> Lowering<'s> {
    pub(super) fn new(
        schema: &'s Schema,
        types: &'s Definitions<'s>,
        flattened: Flattened,
    ) -> Self {
        let bodies = |direction| Bodies::in_direction(direction, schema.types.iter());
        let names = schema.types.iter().flat_map(|ty| {
            let name = |direction| types.name(&ty.name, direction).into_owned();
            [Direction::Output, Direction::Input].map(name)
        });
        let names = names.chain(schema.apis.iter().map(|api| api.name.clone()));
        Self {
            types,
            bodies: Directed { output: bodies(Direction::Output), input: bodies(Direction::Input) },
            instances: Instances::new(names.collect::<BTreeSet<_>>()),
            pending: Vec::new(),
            flattened,
            direction: Direction::Output,
            params: BTreeMap::new(),
            ignores_other_keys: false,
            unlisted: None,
        }
    }

    /// The constraint of a type in a direction.
    pub(super) fn lower(&mut self, ty: &Type, direction: Direction) -> Constraint {
        self.direction = direction;
        self.ignores_other_keys = false;
        self.params.clear();
        self.data(ty)
    }

    /// The next definition that was used, and its constraint.
    pub(super) fn next(&mut self) -> Option<(Pending, Constraint)> {
        let mut pending = self.pending.pop()?;
        self.direction = pending.direction;
        self.params = mem::take(&mut pending.params);
        self.ignores_other_keys = self.may_have_other_keys(&pending.ty);
        let shape = self.shape(&pending.ty);
        let refuses_other_keys = self.refuses_other_keys(&pending.ty);
        let constraint = match shape {
            Some(shape) => self.definition(&shape, refuses_other_keys),
            None => Constraint::NEVER,
        };
        Some((pending, constraint))
    }

    /// The constraint of a definition with this shape.
    fn definition(&mut self, shape: &Type, refuses_other_keys: bool) -> Constraint {
        // The only flattened part of a type that refuses other keys may itself ignore them.
        if refuses_other_keys && matches!(shape, Type::Named { .. }) {
            let merged = self.merged(shape, MAX_DEPTH);
            if let Some(constraint) = merged.and_then(|merged| self.flattened(merged)) {
                return constraint;
            }
            self.unlisted = None;
        }
        self.data(shape)
    }

    fn type_def(&self, ty: &Type) -> Option<&'s TypeDef> {
        let Type::Named { name, .. } = ty else { return None };
        self.types.get(name)
    }

    fn refuses_other_keys(&self, ty: &Type) -> bool {
        self.type_def(ty).is_some_and(|ty| ty.refuses_other_keys)
    }

    /// Whether the objects of a named type may have keys that serde ignores. Rust produces none, but its
    /// definition may be for both directions.
    fn may_have_other_keys(&self, ty: &Type) -> bool {
        self.type_def(ty).is_some_and(|ty| {
            let is_shared = !ty.input_differs && ty.shapes.get(Direction::Input).is_some();
            !ty.refuses_other_keys && (is_shared || self.direction == Direction::Input)
        })
    }

    /// The shape of a named type.
    fn shape(&self, ty: &Type) -> Option<Type> {
        let Type::Named { name, args } = ty else { return None };
        Some(self.bodies.get(self.direction).shape(name, args)?.into_owned())
    }

    fn data(&mut self, ty: &Type) -> Constraint {
        match ty {
            Type::Unit => Constraint::Null,
            Type::Bool => Constraint::Bool,
            Type::Integer => Constraint::Integer(Width::Small),
            Type::SafeInteger => Constraint::Integer(Width::Safe),
            Type::SafeInteger128 => Constraint::Integer(Width::Safe128),
            Type::BigInt => Constraint::Integer(Width::Big),
            Type::BigInt128 => Constraint::Integer(Width::Big128),
            Type::Float => Constraint::Float,
            Type::Number => Constraint::Number,
            Type::String => Constraint::String,
            Type::Bytes => Constraint::Bytes,
            Type::Json | Type::RawJson => Constraint::Json,
            Type::Literal(text) => Constraint::Literal(text.clone()),
            Type::Option(inner) => Constraint::union([self.data(inner), Constraint::Null]),
            Type::List(item) => Constraint::List(Box::new(self.data(item))),
            Type::Tuple(items) => Constraint::Tuple(self.all(items)),
            Type::Union(members) => {
                Constraint::union(members.iter().map(|it| self.member(it)).collect::<Vec<_>>())
            }
            Type::Map { key, value } => {
                Constraint::Record(self.key(key, MAX_DEPTH), Box::new(self.data(value)))
            }
            Type::Named { .. } => self.named(ty),
            Type::Param(name) => self.params.get(name).cloned().unwrap_or_else(Constraint::unknown),
            Type::TypeScript(ty) => {
                typescript::constraint(ty, &mut |name| self.named_in_typescript(name))
            }
            Type::OneOf(fields) => {
                Constraint::union(fields.iter().map(|it| self.variant(it)).collect::<Vec<_>>())
            }
            Type::Object(_)
            | Type::MissingAsNull(_)
            | Type::Flat { .. }
            | Type::AllOrNone(_)
            | Type::StringsAsKeys(_) => {
                let merged = self.merged(ty, MAX_DEPTH);
                merged.and_then(|merged| self.flattened(merged)).unwrap_or_else(|| {
                    self.unlisted.get_or_insert(Unlisted::TooMany);
                    Constraint::NEVER
                })
            }
        }
    }

    fn all(&mut self, types: &[Type]) -> Vec<Constraint> {
        types.iter().map(|ty| self.data(ty)).collect()
    }

    /// A member of a union. An object with one key may be a variant whose name is the key.
    fn member(&mut self, ty: &Type) -> Constraint {
        match ty {
            Type::Object(fields) => match &fields[..] {
                [Field { ty: Type::Literal(_), .. } | Field { optional: true, .. }] => {
                    self.data(ty)
                }
                [field] => self.variant(field),
                _ => self.data(ty),
            },
            ty => self.data(ty),
        }
    }

    /// An object whose only key is the name of a variant.
    fn variant(&mut self, field: &Field) -> Constraint {
        let object = self.object(std::slice::from_ref(field), |_| false);
        Constraint::Object(Object { rest: Rest::Refused, ..object })
    }

    /// A use of a named type, which is lowered later.
    fn named(&mut self, ty: &Type) -> Constraint {
        let Type::Named { name, args } = ty else { return Constraint::NEVER };
        let declared = self.types.name(name, self.direction).into_owned();
        let used: Vec<_> = self.types.used_args(name, args, self.direction).collect();
        let used: Vec<_> = used.into_iter().map(|arg| self.data(arg)).collect();
        let (instance, is_new) = self.instances.name(&declared, used);
        if is_new {
            let params = self.params_of(name, args);
            let pending = Pending {
                name: instance.clone(),
                ty: ty.clone(),
                direction: self.direction,
                params,
            };
            self.pending.push(pending);
        }
        Constraint::Named(instance)
    }

    /// The constraints of a definition's parameters.
    fn params_of(&mut self, name: &str, args: &[Type]) -> BTreeMap<String, Constraint> {
        let names = self.bodies.get(self.direction).params(name).to_vec();
        names.into_iter().zip(self.all(args)).collect()
    }

    /// What a name means in a text in TypeScript: a parameter, or a definition without parameters.
    fn named_in_typescript(&mut self, name: &str) -> Option<Constraint> {
        if let Some(constraint) = self.params.get(name) {
            return Some(constraint.clone());
        }
        let bodies = self.bodies.get(self.direction);
        let is_plain = bodies.body(name).is_some() && bodies.params(name).is_empty();
        is_plain.then(|| self.named(&Type::Named { name: name.to_owned(), args: Vec::new() }))
    }

    /// What the keys of a map must be.
    fn key(&mut self, ty: &Type, depth: usize) -> Key {
        let Some(depth) = depth.checked_sub(1) else { return Key::Any };
        match ty {
            Type::Integer
            | Type::SafeInteger
            | Type::SafeInteger128
            | Type::BigInt
            | Type::BigInt128 => Key::Integer,
            Type::Float => Key::Number,
            Type::Bool => Key::Names(vec!["false".to_owned(), "true".to_owned()]),
            Type::Literal(name) => Key::Names(vec![name.clone()]),
            Type::Union(members) => {
                let mut all = Vec::new();
                for member in members {
                    let Key::Names(names) = self.key(member, depth) else { return Key::Any };
                    all.extend(names);
                }
                Key::Names(all)
            }
            Type::Named { .. } => self.shape(ty).map_or(Key::Any, |shape| self.key(&shape, depth)),
            _ => Key::Any,
        }
    }

    fn flattened(&self, merged: Merged) -> Option<Constraint> {
        let is_listed = self.flattened == Flattened::Listed
            || merged.choices.len() < 2
            || !merged.has_known_choices();
        Some(if is_listed {
            Constraint::union(merged.objects()?.into_iter().map(Constraint::Object))
        } else {
            Constraint::Merged(merged)
        })
    }

    /// The objects that values of a type are, with the keys of every flattened part. `None` if there are
    /// too many, or some values are not objects.
    fn merged(&mut self, ty: &Type, depth: usize) -> Option<Merged> {
        let depth = depth.checked_sub(1)?;
        Some(match ty {
            Type::Unit => Merged::one(self.object(&[], |_| false)),
            Type::Object(fields) => Merged::one(self.object(fields, |field| field.optional)),
            Type::MissingAsNull(fields) => {
                // serde reads a missing key as its `None`, and as no other null.
                let is_optional =
                    |field: &Field| field.optional || matches!(field.ty, Type::Option(_));
                Merged::one(self.object(fields, is_optional))
            }
            Type::OneOf(fields) => {
                let one = |field: &Field| self.object(std::slice::from_ref(field), |_| false);
                let mut objects: Vec<_> = fields.iter().map(one).collect();
                if fields.iter().any(|field| field.optional) {
                    objects.push(self.object(&[], |_| false));
                }
                Merged::exclusive(objects)
            }
            Type::Map { key, value } => Merged::one(self.map(key, value, depth)),
            Type::Json | Type::RawJson => Merged::one(of_values(Constraint::Json)),
            Type::Flat { fields, parts, rest } => {
                let mut base = self.object(fields, |field| field.optional);
                if let Some(rest) = rest {
                    base.rest = Rest::Values(Box::new(self.data(rest)));
                }
                let mut merged = Merged::one(base);
                for part in parts {
                    let Merged { base, choices } = self.merged(part, depth)?;
                    merged.base = merged.base.merge(&base);
                    merged.choices.extend(choices);
                }
                merged
            }
            Type::AllOrNone(inner) | Type::Option(inner) => {
                let mut objects = self.merged(inner, depth)?.objects()?;
                objects.push(self.object(&[], |_| false));
                Merged::exclusive(objects)
            }
            Type::StringsAsKeys(inner) => Merged::any(self.strings_as_keys(inner, depth)?),
            Type::Union(members) => {
                let mut objects = Vec::new();
                for member in members {
                    objects.extend(self.merged(member, depth)?.objects()?);
                }
                Merged::any(objects)
            }
            Type::Named { name, args } => {
                let shape = self.shape(ty)?;
                let params = self.params_of(name, args);
                let outer = mem::replace(&mut self.params, params);
                let merged = self.merged(&shape, depth);
                self.params = outer;
                merged?
            }
            Type::TypeScript(text) => {
                let objects = listed_objects(self.data(ty));
                if objects.is_none() {
                    self.unlisted = Some(Unlisted::TypeScript(text.to_string()));
                }
                Merged::any(objects?)
            }
            _ => return None,
        })
    }

    /// The object that a flattened map is.
    fn map(&mut self, key: &Type, value: &Type, depth: usize) -> Object {
        let value = self.data(value);
        let Key::Names(names) = self.key(key, depth) else { return of_values(value) };
        let property = |name| Property {
            docs: Docs::default(),
            name,
            optional: true,
            constraint: value.clone(),
        };
        Object { properties: names.into_iter().map(property).collect(), ..Object::default() }
    }

    /// An object with these keys.
    fn object(&mut self, fields: &[Field], is_optional: impl Fn(&Field) -> bool) -> Object {
        let property = |field: &Field| Property {
            docs: field.docs.clone(),
            name: field.name.clone(),
            optional: is_optional(field),
            constraint: self.data(&field.ty),
        };
        let properties = fields.iter().map(property).collect();
        let is_open = self.ignores_other_keys && !is_of_known_type(fields);
        let rest = if is_open { Rest::Ignored } else { Rest::Refused };
        Object { properties, rest, ..Object::default() }
    }

    /// The objects of a flattened enum, whose strings become keys.
    fn strings_as_keys(&mut self, ty: &Type, depth: usize) -> Option<Vec<Object>> {
        let depth = depth.checked_sub(1)?;
        match ty {
            Type::Literal(name) => {
                let property = Property {
                    docs: Docs::default(),
                    name: name.clone(),
                    optional: false,
                    constraint: Constraint::Null,
                };
                Some(vec![Object { properties: vec![property], ..self.object(&[], |_| false) }])
            }
            Type::Union(members) => {
                let mut objects = Vec::new();
                for member in members {
                    objects.extend(self.strings_as_keys(member, depth)?);
                }
                Some(objects)
            }
            Type::Named { .. } => {
                let shape = self.shape(ty)?;
                self.strings_as_keys(&shape, depth)
            }
            ty => self.merged(ty, depth)?.objects(),
        }
    }
}

/// Whether an object may be of a type of std, whose keys have these names: then serde refuses others.
fn is_of_known_type(fields: &[Field]) -> bool {
    TABLE.iter().any(|row| match row.shape {
        KnownShape::Object(keys) => {
            keys.len() == fields.len() && keys.iter().zip(fields).all(|(key, it)| key.0 == it.name)
        }
        _ => false,
    })
}

/// An object of any keys.
fn of_values(value: Constraint) -> Object {
    Object { rest: Rest::Values(Box::new(value)), ..Object::default() }
}

/// The objects that a constraint allows, if it allows nothing else.
fn listed_objects(constraint: Constraint) -> Option<Vec<Object>> {
    match constraint {
        Constraint::Object(object) => Some(vec![object]),
        Constraint::Record(_, value) => Some(vec![of_values(*value)]),
        Constraint::Union(members) => {
            let objects: Option<Vec<_>> = members.into_iter().map(listed_objects).collect();
            Some(objects?.into_iter().flatten().collect())
        }
        _ => None,
    }
}
