//! Walks over the schema's types: their children, and types with their parameters substituted.

use std::collections::BTreeMap;

use super::model::{Field, Type};

/// Whether a type contains parameters.
pub(crate) fn has_params(ty: &Type) -> bool {
    let mut is_found = matches!(ty, Type::Param(_));
    children(ty, &mut |child| is_found = is_found || has_params(child));
    is_found
}

/// Whether a key in a type has aliases.
pub(crate) fn has_aliases(ty: &Type) -> bool {
    let mut is_found = keys(ty).iter().any(|field| !field.aliases.is_empty());
    children(ty, &mut |child| is_found = is_found || has_aliases(child));
    is_found
}

/// A copy of a type whose keys have no aliases.
pub(crate) fn without_aliases(ty: &Type) -> Type {
    let mut ty = map_children(ty, &mut without_aliases);
    if let Type::Object(fields)
    | Type::OneOf(fields)
    | Type::MissingAsNull(fields)
    | Type::Flat { fields, .. } = &mut ty
    {
        for field in fields {
            field.aliases = Box::default();
        }
    }
    ty
}

/// The keys of an object itself.
pub(crate) fn keys(ty: &Type) -> &[Field] {
    match ty {
        Type::Object(fields)
        | Type::OneOf(fields)
        | Type::MissingAsNull(fields)
        | Type::Flat { fields, .. } => fields,
        _ => &[],
    }
}

/// The only type, or the union of all.
pub(crate) fn one_or_union(mut types: Vec<Type>) -> Type {
    if types.len() == 1 { types.remove(0) } else { Type::Union(types) }
}

/// Whether a type exceeds the size limit, as an infinitely recursive type does.
pub(crate) fn is_large(ty: &Type) -> bool {
    let mut count = 0;
    let mut pending = vec![ty];
    while let Some(ty) = pending.pop() {
        count += 1;
        if count > MAX_SHAPE_PARTS {
            return true;
        }
        children(ty, &mut |child| pending.push(child));
    }
    false
}

/// The most parts that a type may have inside one definition.
const MAX_SHAPE_PARTS: usize = 2000;

/// Calls `visit` with a type and, recursively, each of its children.
pub(crate) fn walk<'t>(ty: &'t Type, visit: &mut dyn FnMut(&'t Type)) {
    visit(ty);
    children(ty, &mut |child| walk(child, visit));
}

/// Calls `visit` with each direct child of a type.
pub(crate) fn children<'t>(ty: &'t Type, visit: &mut dyn FnMut(&'t Type)) {
    match ty {
        Type::Option(inner)
        | Type::List(inner)
        | Type::AllOrNone(inner)
        | Type::StringsAsKeys(inner) => {
            visit(inner);
        }
        Type::Map { key, value } => {
            visit(key);
            visit(value);
        }
        Type::Tuple(types) | Type::Union(types) | Type::Named { args: types, .. } => {
            for ty in types {
                visit(ty);
            }
        }
        Type::Object(fields) | Type::OneOf(fields) | Type::MissingAsNull(fields) => {
            for field in fields {
                visit(&field.ty);
            }
        }
        Type::Flat { fields, parts, rest } => {
            for field in fields {
                visit(&field.ty);
            }
            for part in parts.iter().chain(rest.as_deref()) {
                visit(part);
            }
        }
        Type::Unit
        | Type::Bool
        | Type::Integer
        | Type::SafeInteger
        | Type::SafeInteger128
        | Type::Float
        | Type::BigInt
        | Type::BigInt128
        | Type::Number
        | Type::Json
        | Type::RawJson
        | Type::String
        | Type::Bytes
        | Type::Literal(_)
        | Type::Param(_)
        | Type::TypeScript(_) => {}
    }
}

/// A copy of a type in which `change` has replaced each direct child.
pub(crate) fn map_children(ty: &Type, change: &mut dyn FnMut(&Type) -> Type) -> Type {
    fn all(types: &[Type], change: &mut dyn FnMut(&Type) -> Type) -> Vec<Type> {
        types.iter().map(change).collect()
    }
    fn each(fields: &[Field], change: &mut dyn FnMut(&Type) -> Type) -> Vec<Field> {
        fields.iter().map(|field| Field { ty: change(&field.ty), ..field.clone() }).collect()
    }
    match ty {
        Type::Option(inner) => Type::Option(Box::new(change(inner))),
        Type::List(inner) => Type::List(Box::new(change(inner))),
        Type::AllOrNone(inner) => Type::AllOrNone(Box::new(change(inner))),
        Type::StringsAsKeys(inner) => Type::StringsAsKeys(Box::new(change(inner))),
        Type::Map { key, value } => {
            Type::Map { key: Box::new(change(key)), value: Box::new(change(value)) }
        }
        Type::Tuple(types) => Type::Tuple(all(types, change)),
        Type::Union(types) => Type::Union(all(types, change)),
        Type::Object(fields) => Type::Object(each(fields, change)),
        Type::OneOf(fields) => Type::OneOf(each(fields, change)),
        Type::MissingAsNull(fields) => Type::MissingAsNull(each(fields, change)),
        Type::Flat { fields, parts, rest } => Type::Flat {
            fields: each(fields, change),
            parts: all(parts, change),
            rest: rest.as_ref().map(|rest| Box::new(change(rest))),
        },
        Type::Named { name, args } => Type::Named { name: name.clone(), args: all(args, change) },
        Type::Unit
        | Type::Bool
        | Type::Integer
        | Type::SafeInteger
        | Type::SafeInteger128
        | Type::Float
        | Type::BigInt
        | Type::BigInt128
        | Type::Number
        | Type::Json
        | Type::RawJson
        | Type::String
        | Type::Bytes
        | Type::Literal(_)
        | Type::Param(_)
        | Type::TypeScript(_) => ty.clone(),
    }
}

/// A copy of a type with arguments in place of its parameters.
pub(crate) fn substitute(ty: &Type, params: &BTreeMap<&str, &Type>) -> Type {
    match ty {
        Type::Param(name) => params.get(name.as_str()).map_or_else(|| ty.clone(), |&ty| ty.clone()),
        ty => map_children(ty, &mut |child| substitute(child, params)),
    }
}
