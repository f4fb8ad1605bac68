//! The objects that values of a type are in JavaScript, with every flattened part merged in.

use std::collections::HashSet;

use super::reach::MAX_EXPLORED;
use crate::schema::{Bodies, Docs, Field, Type};

/// An object with known keys, and one type for all other keys.
#[derive(Clone, Default)]
pub(crate) struct Object {
    pub(crate) fields: Vec<Field>,
    pub(crate) rest: Option<Type>,
}

impl Object {
    fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.names().any(|other| other == name))
    }

    /// The type of the value under a key, and whether the key may be missing.
    pub(super) fn value_of(&self, name: &str) -> Option<(&Type, bool)> {
        let field = self.field(name).map(|field| (&field.ty, field.optional));
        field.or_else(|| self.rest.as_ref().map(|rest| (rest, true)))
    }
}

impl Bodies<'_> {
    /// The objects that values of a type are; `None` if some values are not objects.
    pub(crate) fn objects(&self, ty: &Type) -> Option<Vec<Object>> {
        self.objects_within(ty, MAX_EXPLORED, &mut HashSet::new())
    }

    /// `seen` has the named types whose objects were added already.
    fn objects_within(
        &self,
        ty: &Type,
        depth: usize,
        seen: &mut HashSet<Type>,
    ) -> Option<Vec<Object>> {
        let depth = depth.checked_sub(1)?;
        Some(match ty {
            // A parameter is checked where it gets its argument. The author of a TypeScript text
            // answers for it.
            Type::Unit | Type::Param(_) | Type::TypeScript(_) => vec![Object::default()],
            Type::Object(fields) => vec![Object { fields: fields.clone(), rest: None }],
            Type::OneOf(fields) => {
                let one = |field: &Field| Object { fields: vec![field.clone()], rest: None };
                fields.iter().map(one).collect()
            }
            Type::MissingAsNull(fields) => {
                let fields = fields.iter().map(|field| Field { optional: true, ..field.clone() });
                vec![Object { fields: fields.collect(), rest: None }]
            }
            Type::Map { value, .. } => {
                vec![Object { fields: Vec::new(), rest: Some((**value).clone()) }]
            }
            Type::Flat { fields, parts, rest } => {
                let rest = rest.as_deref().cloned();
                let mut objects = vec![Object { fields: fields.clone(), rest }];
                for part in parts {
                    let others = self.objects_within(part, depth, &mut HashSet::new())?;
                    if objects.len() * others.len() > MAX_EXPLORED {
                        return None;
                    }
                    objects = objects
                        .iter()
                        .flat_map(|object| others.iter().map(move |other| merge(object, other)))
                        .collect();
                }
                objects
            }
            Type::AllOrNone(inner) | Type::Option(inner) => {
                let mut objects = self.objects_within(inner, depth, seen)?;
                objects.push(Object::default());
                objects
            }
            Type::StringsAsKeys(inner) => self.strings_as_keys(inner, depth)?,
            Type::Union(members) => {
                let mut objects = Vec::new();
                for member in members {
                    objects.extend(self.objects_within(member, depth, seen)?);
                }
                objects
            }
            Type::Named { name, args } => {
                if !seen.insert(ty.clone()) {
                    return Some(Vec::new());
                }
                let shape = self.shape(name, args)?;
                self.objects_within(&shape, depth, seen)?
            }
            _ => return None,
        })
    }

    /// The objects of a flattened enum, whose strings become keys.
    fn strings_as_keys(&self, ty: &Type, depth: usize) -> Option<Vec<Object>> {
        let depth = depth.checked_sub(1)?;
        match ty {
            Type::Literal(name) => Some(vec![Object {
                fields: vec![Field {
                    name: name.clone(),
                    ty: Type::Unit,
                    optional: false,
                    aliases: Box::default(),
                    docs: Docs::default(),
                }],
                rest: None,
            }]),
            Type::Union(members) => {
                let objects: Option<Vec<_>> =
                    members.iter().map(|member| self.strings_as_keys(member, depth)).collect();
                Some(objects?.into_iter().flatten().collect())
            }
            Type::Named { name, args } => {
                let shape = self.shape(name, args)?;
                self.strings_as_keys(&shape, depth)
            }
            ty => self.objects_within(ty, depth, &mut HashSet::new()),
        }
    }
}

fn merge(a: &Object, b: &Object) -> Object {
    let fields = a.fields.iter().chain(&b.fields).cloned().collect();
    Object { fields, rest: a.rest.clone().or_else(|| b.rest.clone()) }
}
