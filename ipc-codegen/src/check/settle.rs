//! Settles flattened parts after the checks: each part becomes keys of the object around it, the type
//! of all other keys, or nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::flat::{FlatContext, ParamUses, Part};
use crate::direction::Direction;
use crate::lower::Definition;
use crate::schema::walk::{map_children, one_or_union, walk};
use crate::schema::{Api, Bodies, Field, Type};

/// Settles the flattened parts of all definitions and APIs. The checks guarantee that this is possible.
pub(crate) fn settle(definitions: &mut Vec<Definition>, apis: &mut [Api], uses: &ParamUses) {
    if uses.has_inlined {
        let context = FlatContext::new(definitions);
        let settler = |direction| Settler { definition: None, context: &context, uses, direction };
        for method in apis.iter_mut().flat_map(|api| &mut api.methods) {
            let (args_direction, answer_direction) =
                (Direction::of_arguments(method.kind), Direction::of_answer(method.kind));
            let args = method.args.iter_mut().map(|arg| (&mut arg.ty, args_direction));
            let error = method.error.as_mut().map(|error| &mut error.ty);
            let answers = error.into_iter().chain([&mut method.returns]);
            for (ty, direction) in args.chain(answers.map(|ty| (ty, answer_direction))) {
                *ty = settler(direction).settle(&context.inline(ty, direction));
            }
        }
    }
    let settled: Vec<_> = {
        let context = FlatContext::new(definitions);
        let settle = |definition: &Definition, direction| {
            let body = definition.shapes.get(direction);
            let settler =
                Settler { definition: Some(definition), context: &context, uses, direction };
            if uses.has_inlined {
                return body.map(|body| settler.settle(&context.inline(body, direction)));
            }
            body.filter(|body| settler.needs_settling(body)).map(|body| settler.settle(body))
        };
        let both = |definition: &Definition| {
            (settle(definition, Direction::Output), settle(definition, Direction::Input))
        };
        definitions.iter().map(both).collect()
    };
    for (definition, (output, input)) in definitions.iter_mut().zip(settled) {
        for (direction, shape) in [(Direction::Output, output), (Direction::Input, input)] {
            if let Some(shape) = shape {
                definition.shapes.set(direction, Arc::new(shape));
            }
        }
    }
    if uses.has_inlined {
        keep_reached(definitions, apis);
    }
}

/// Removes the definitions whose uses are all inlined.
fn keep_reached(definitions: &mut Vec<Definition>, apis: &[Api]) {
    let mut reached: BTreeSet<String> = BTreeSet::new();
    let bodies: BTreeMap<&str, &Definition> =
        definitions.iter().map(|definition| (&*definition.name, definition)).collect();
    let mut pending: Vec<&Type> = Vec::new();
    for method in apis.iter().flat_map(|api| &api.methods) {
        pending.extend(method.args.iter().map(|arg| &arg.ty));
        pending.extend(method.error.iter().map(|error| &error.ty).chain([&method.returns]));
    }
    while let Some(ty) = pending.pop() {
        walk(ty, &mut |part| {
            if let Type::Named { name, .. } = part
                && reached.insert(name.clone())
                && let Some(definition) = bodies.get(name.as_str())
            {
                pending.extend(definition.shapes.iter());
            }
        });
    }
    definitions.retain(|definition| reached.contains(&definition.name));
}

/// Settles one body.
struct Settler<'s> {
    /// The definition of the body; `None` for a type of an API, which contains no parameters.
    definition: Option<&'s Definition>,
    context: &'s FlatContext<'s>,
    uses: &'s ParamUses,
    direction: Direction,
}

impl Settler<'_> {
    fn bodies(&self) -> &Bodies<'_> {
        self.context.bodies(self.direction)
    }

    /// Whether a body has anything to settle.
    fn needs_settling(&self, body: &Type) -> bool {
        let mut found = false;
        walk(body, &mut |ty| {
            found |= match ty {
                Type::Flat { .. } => true,
                Type::Object(fields) => self.has_missing_as_null(fields),
                Type::Union(members) => self.bodies().with_one_number(members).is_some(),
                _ => false,
            }
        });
        found
    }

    fn settle(&self, ty: &Type) -> Type {
        let ty = map_children(ty, &mut |child| self.settle(child));
        match ty {
            Type::Flat { fields, parts, .. } => self.settle_flat(fields, &parts),
            Type::Object(fields) if self.has_missing_as_null(&fields) => {
                self.settle_flat(fields, &[])
            }
            Type::Union(members) => match self.bodies().with_one_number(&members) {
                Some(members) => one_or_union(members),
                None => Type::Union(members),
            },
            ty => ty,
        }
    }

    fn settle_flat(&self, fields: Vec<Field>, parts: &[Type]) -> Type {
        let (missing_as_null, fields): (Vec<_>, Vec<_>) =
            fields.into_iter().partition(|field| self.is_missing_as_null(field));
        // The helper type in TypeScript handles one parameter.
        let mut kept: Vec<_> =
            missing_as_null.into_iter().map(|field| Type::MissingAsNull(vec![field])).collect();
        let mut rest: Vec<Type> = Vec::new();
        let (fields, parts) = self.unfold(fields, parts);
        for part in &parts {
            match self.context.part(part, self.direction) {
                Ok(Part::Rest(value)) if rest.contains(&value) => {}
                Ok(Part::Rest(value)) => rest.push(value),
                Ok(Part::Keys(Type::Param(param)))
                    if self.is_in(&self.uses.strings_as_keys, &param) =>
                {
                    kept.push(Type::StringsAsKeys(Box::new(Type::Param(param))));
                }
                Ok(Part::Keys(part)) => kept.push(part),
                Ok(Part::Nothing) | Err(_) => {}
            }
        }
        let rest = match rest.len() {
            0 | 1 => rest.pop().map(Box::new),
            _ => Some(Box::new(Type::Union(rest))),
        };
        // serde does not read the tag of a struct, so it counts as one of the other keys.
        let is_tag = |field: &Field| field.optional && matches!(field.ty, Type::Literal(_));
        let is_read = |field: &Field| self.direction == Direction::Output || !is_tag(field);
        let fields: Vec<_> =
            fields.into_iter().filter(|field| rest.is_none() || is_read(field)).collect();
        match (fields.as_slice(), kept.as_slice(), &rest) {
            (_, [], None) => Type::Object(fields),
            ([], [only], None) => only.clone(),
            ([], [], Some(value)) => {
                Type::Map { key: Box::new(Type::String), value: value.clone() }
            }
            _ => Type::Flat { fields, parts: kept, rest },
        }
    }

    /// Replaces parts that contain a map by their own keys and parts. The type of the map's values would
    /// otherwise apply to the keys of the object around the part as well.
    fn unfold(&self, mut fields: Vec<Field>, parts: &[Type]) -> (Vec<Field>, Vec<Type>) {
        let mut unfolded = Vec::new();
        for part in parts {
            match self.context.parts_with_map(part, self.direction) {
                Some((inner, parts)) => {
                    let settle = |field: Field| Field { ty: self.settle(&field.ty), ..field };
                    let (inner, parts) =
                        self.unfold(inner.into_iter().map(settle).collect(), &parts);
                    fields.extend(inner);
                    unfolded.extend(parts);
                }
                None => unfolded.push(part.clone()),
            }
        }
        (fields, unfolded)
    }

    fn has_missing_as_null(&self, fields: &[Field]) -> bool {
        fields.iter().any(|field| self.is_missing_as_null(field))
    }

    fn is_missing_as_null(&self, field: &Field) -> bool {
        self.direction == Direction::Input
            && !field.optional
            && matches!(&field.ty, Type::Param(param) if self.is_in(&self.uses.nullable, param)
            && self.definition.is_some_and(|definition| {
                definition.missing_as_null.contains(&(field.name.clone(), param.clone()))
            }))
    }

    /// Whether a parameter of the definition is among these.
    fn is_in(&self, params: &BTreeSet<(String, String)>, param: &str) -> bool {
        self.definition
            .is_some_and(|definition| params.contains(&(definition.name.clone(), param.to_owned())))
    }
}
