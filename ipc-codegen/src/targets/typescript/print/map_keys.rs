//! The keys of maps, by how TypeScript prints them.

use crate::schema::{Bodies, Type};

/// The keys of a map, behind names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum MapKeys {
    Text,
    /// Names, and any other text. A mapped type would require the names.
    OpenText,
    Integer,
    BigInt,
    Float,
    Bool,
    Literals,
    /// A parameter: the argument decides.
    Open,
}

impl MapKeys {
    /// The keys of a type, with the definitions of its direction.
    pub(super) fn of(bodies: &Bodies<'_>, ty: &Type) -> Self {
        match ty {
            Type::Integer | Type::SafeInteger | Type::SafeInteger128 => Self::Integer,
            Type::BigInt | Type::BigInt128 => Self::BigInt,
            Type::Float => Self::Float,
            Type::Bool => Self::Bool,
            Type::Param(_) => Self::Open,
            Type::Literal(_) => Self::Literals,
            Type::Union(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| Self::of(bodies, part)).collect();
                if parts.contains(&Self::Open) {
                    Self::Open
                } else if parts.iter().all(|part| *part == Self::Literals) {
                    Self::Literals
                } else if parts.iter().all(|part| *part == Self::Text) {
                    Self::Text
                } else {
                    Self::OpenText
                }
            }
            Type::Named { name, args } => {
                bodies.shape(name, args).map_or(Self::Text, |shape| Self::of(bodies, &shape))
            }
            _ => Self::Text,
        }
    }

    /// Whether the keys print as `string`.
    pub(super) fn are_any_text(bodies: &Bodies<'_>, ty: &Type) -> bool {
        *ty == Type::String || Self::of(bodies, ty) == Self::OpenText
    }
}
