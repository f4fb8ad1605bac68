//! Which types can be the keys of a map.

use std::borrow::Cow;
use std::collections::HashSet;

use super::bodies::Bodies;
use super::model::Type;

/// The message for a map with keys of another type.
pub(crate) const NOT_A_KEY: &str =
    "the keys of a map must be text, numbers, booleans or the names of variants";

/// Whether values of a type can be keys in JSON, and serde can read them from keys. A parameter is checked
/// where it gets its argument.
pub(crate) fn is_key(bodies: &Bodies<'_>, ty: &Type) -> bool {
    let mut visited = HashSet::new();
    // In an enum serde reads only text, because it buffers the key.
    let mut pending = vec![(ty.clone(), false)];
    while let Some((ty, is_in_enum)) = pending.pop() {
        match &ty {
            Type::Bool
            | Type::Integer
            | Type::SafeInteger
            | Type::SafeInteger128
            | Type::Float
            | Type::BigInt
            | Type::BigInt128
                if !is_in_enum => {}
            Type::Union(parts) => pending.extend(parts.iter().map(|part| (part.clone(), true))),
            Type::Named { name, args } if visited.insert((ty.clone(), is_in_enum)) => {
                let shape = bodies.shape(name, args).map(Cow::into_owned);
                pending.extend(shape.map(|shape| (shape, is_in_enum)));
            }
            Type::String | Type::Literal(_) | Type::Named { .. } | Type::Param(_) => {}
            _ => return false,
        }
    }
    true
}
