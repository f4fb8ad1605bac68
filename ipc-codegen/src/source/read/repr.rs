//! `serde_repr`: enums that cross as the numbers of their variants.

use ipc_syntax::TypeScript;
use syn::{Attribute, DeriveInput, Expr, ExprLit, ExprUnary, Fields, Lit, Type, UnOp};

use crate::source::unresolved::has_unresolved_cfg;
use crate::tree::{Path, Repr};

/// Larger integers cross as `bigint`s.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// The numbers of an enum that derives a trait of `serde_repr`, if its attributes and variants decide
/// them.
pub(super) fn repr(input: &DeriveInput, derives: &[Path]) -> Option<Repr> {
    let is_repr =
        |path: &Path| path.ends_with("Serialize_repr") || path.ends_with("Deserialize_repr");
    let syn::Data::Enum(data) = &input.data else { return None };
    if !derives.iter().any(is_repr) {
        return None;
    }
    let mut next = 0_i64;
    let mut numbers = Vec::new();
    let mut has_other = false;
    for variant in &data.variants {
        if has_unresolved_cfg(&variant.attrs) || !matches!(variant.fields, Fields::Unit) {
            return None;
        }
        if let Some((_, number)) = &variant.discriminant {
            next = integer(number)?;
        }
        if next.unsigned_abs() > MAX_SAFE_INTEGER {
            return None;
        }
        numbers.push(TypeScript::Word(next.to_string()));
        next = next.checked_add(1)?;
        has_other |= variant.attrs.iter().any(is_other);
    }
    let numbers = match numbers.len() {
        0 => return None,
        1 => numbers.remove(0),
        _ => TypeScript::Union(numbers),
    };
    // The type that serde reads for other numbers.
    let other = if has_other { Some(is_wide(input)?) } else { None };
    Some(Repr { numbers, other })
}

/// Whether an attribute is `#[serde(other)]`, the only one that `serde_repr` knows.
fn is_other(attr: &Attribute) -> bool {
    attr.path().is_ident("serde")
        && attr.parse_args::<syn::Ident>().is_ok_and(|option| option == "other")
}

/// Whether the type of the numbers has 64 bits or more; `None` if no attribute says it.
fn is_wide(input: &DeriveInput) -> Option<bool> {
    let attr = input.attrs.iter().find(|attr| attr.path().is_ident("repr"))?;
    let ty: Type = attr.parse_args().ok()?;
    let Type::Path(ty) = ty else { return None };
    match ty.path.get_ident()?.to_string().as_str() {
        "u8" | "u16" | "u32" | "i8" | "i16" | "i32" => Some(false),
        "u64" | "i64" => Some(true),
        _ => None,
    }
}

/// A number that a literal says.
fn integer(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse().ok(),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => integer(expr)?.checked_neg(),
        _ => None,
    }
}
