//! `#[derive(EnumSetType)]`: how the crate `enumset` serializes a set of an enum's variants.

use syn::{DataEnum, DeriveInput, Expr, ExprLit, Lit, LitStr};

use crate::known::KnownShape;
use crate::source::unresolved::has_unresolved_cfg;
use crate::tree::Path;

/// The shape of a set of an enum's variants; its type argument is the enum. `None` if the attributes
/// do not decide it and the bits of the set are unknown.
pub(super) fn enum_set(input: &DeriveInput, derives: &[Path]) -> Option<&'static KnownShape> {
    let syn::Data::Enum(data) = &input.data else { return None };
    if !derives.iter().any(|path| path.ends_with("EnumSetType")) {
        return None;
    }
    let (mut repr, mut map) = (None, None);
    // The older attributes; a list wins over a map.
    let (mut is_list, mut is_map) = (false, false);
    for attr in input.attrs.iter().filter(|attr| attr.path().is_ident("enumset")) {
        let read = attr.parse_nested_meta(|meta| {
            let value = meta.value().and_then(syn::parse::ParseBuffer::parse::<LitStr>);
            let value = value.map(|text| text.value());
            if meta.path.is_ident("serialize_repr") {
                repr = Some(value?);
            } else if meta.path.is_ident("map") {
                map = Some(value?);
            } else if meta.path.is_ident("serialize_as_list") {
                is_list = true;
            } else if meta.path.is_ident("serialize_as_map") {
                is_map = true;
            }
            Ok(())
        });
        read.ok()?;
    }
    match repr.as_deref() {
        _ if is_list => Some(&KnownShape::List(&KnownShape::Arg(0))),
        _ if is_map => Some(&KnownShape::Map(&KnownShape::Arg(0), &KnownShape::Bool)),
        Some("list") => Some(&KnownShape::List(&KnownShape::Arg(0))),
        Some("map") => Some(&KnownShape::Map(&KnownShape::Arg(0), &KnownShape::Bool)),
        Some("array") => Some(&ARRAY),
        Some("u8" | "u16" | "u32") => Some(&KnownShape::Integer),
        Some("u64") => Some(&KnownShape::BigInt),
        Some("u128") => Some(&KnownShape::BigInt128),
        Some(_) => None,
        None => Some(match last_bit(data, map.as_deref())? {
            0..32 => &KnownShape::Integer,
            32..64 => &KnownShape::BigInt,
            64..128 => &KnownShape::BigInt128,
            128.. => &ARRAY,
        }),
    }
}

const ARRAY: KnownShape = KnownShape::List(&KnownShape::BigInt);

/// The highest bit of a set, if it is a variant's discriminant or index.
fn last_bit(data: &DataEnum, map: Option<&str>) -> Option<u64> {
    if data.variants.iter().any(|variant| has_unresolved_cfg(&variant.attrs)) {
        return None;
    }
    match map {
        Some("compact") => u64::try_from(data.variants.len()).ok().map(|it| it.saturating_sub(1)),
        None | Some("lsb") => {
            let (mut last, mut next) = (0, 0);
            for variant in &data.variants {
                match &variant.discriminant {
                    Some((_, Expr::Lit(ExprLit { lit: Lit::Int(number), .. }))) => {
                        next = number.base10_parse::<u32>().ok()?.into();
                    }
                    Some(_) => return None,
                    None => {}
                }
                last = last.max(next);
                next += 1;
            }
            Some(last)
        }
        Some(_) => None,
    }
}
