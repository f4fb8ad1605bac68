//! Paths in the JSON of a schema.

use std::ptr;

use super::model::{Field, Type};

/// The path from a type to one of its parts: `.object[0].type.option`; `None` if it has no such part.
pub(super) fn path_to(part: &Type, ty: &Type) -> Option<String> {
    let one = |key: &str, inner| Some(format!(".{key}{}", path_to(part, inner)?));
    let list = |key: &str, types: &[Type]| {
        let mut paths = types
            .iter()
            .enumerate()
            .filter_map(|(index, inner)| Some(format!(".{key}[{index}]{}", path_to(part, inner)?)));
        paths.next()
    };
    let fields = |key: &str, fields: &[Field]| {
        let mut paths = fields.iter().enumerate().filter_map(|(index, field)| {
            Some(format!(".{key}[{index}].type{}", path_to(part, &field.ty)?))
        });
        paths.next()
    };
    if ptr::eq(part, ty) {
        return Some(String::new());
    }
    match ty {
        Type::Option(inner) => one("option", inner),
        Type::List(item) => one("list", item),
        Type::Tuple(types) => list("tuple", types),
        Type::Map { key, value } => one("map.key", key).or_else(|| one("map.value", value)),
        Type::Object(of) => fields("object", of),
        Type::OneOf(of) => fields("oneOf", of),
        Type::MissingAsNull(of) => fields("missingAsNull", of),
        Type::Flat { fields: own, parts, rest } => fields("flat.fields", own)
            .or_else(|| list("flat.parts", parts))
            .or_else(|| rest.as_deref().and_then(|rest| one("flat.rest", rest))),
        Type::AllOrNone(inner) => one("allOrNone", inner),
        Type::StringsAsKeys(inner) => one("stringsAsKeys", inner),
        Type::Union(types) => list("union", types),
        Type::Named { args, .. } => list("named.args", args),
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
        | Type::TypeScript(_) => None,
    }
}
