//! What the methods of a serializer write.

use syn::{Expr, ExprLit, Lit};

use super::bindings::Bindings;
use super::operand::operand;
use crate::known::KnownShape;
use crate::tree::{Operand, Transfer, WrittenKey};

/// What a method of a serializer writes.
pub(super) fn written(method: &str, args: &[&Expr], bindings: &mut Bindings) -> Option<Transfer> {
    let shape = match (method, args) {
        ("serialize_some", [content]) | ("serialize_newtype_struct", [_, content]) => {
            return operand(content, bindings).map(Transfer::Value);
        }
        ("serialize_str", [text]) => match literal(text) {
            Some(text) => return Some(Transfer::Literal(text)),
            None => KnownShape::String,
        },
        ("serialize_unit_variant", [_, _, name]) => {
            return literal(name).map(Transfer::Literal);
        }
        ("serialize_newtype_variant", [_, _, name, content]) => {
            let values = vec![operand(content, bindings).map(Transfer::Value)?];
            let key = WrittenKey { name: literal(name)?, values, optional: false };
            return Some(Transfer::Object(vec![key]));
        }
        ("collect_seq", [items]) => {
            let item = Operand::Item(Box::new(operand(items, bindings)?));
            return Some(Transfer::List(vec![Transfer::Value(item)]));
        }
        ("collect_map", [entries]) => {
            let entry = Operand::Item(Box::new(operand(entries, bindings)?));
            let part = |index: &str| {
                Transfer::Value(Operand::Field(Box::new(entry.clone()), index.into()))
            };
            return Some(Transfer::Map(vec![part("0")], vec![part("1")]));
        }
        ("collect_str" | "serialize_char", [_]) => KnownShape::String,
        ("serialize_bool", [_]) => KnownShape::Bool,
        (
            "serialize_i8" | "serialize_i16" | "serialize_i32" | "serialize_u8" | "serialize_u16"
            | "serialize_u32",
            [_],
        ) => KnownShape::Integer,
        ("serialize_i64" | "serialize_u64", [_]) => KnownShape::BigInt,
        ("serialize_i128" | "serialize_u128", [_]) => KnownShape::BigInt128,
        ("serialize_f32" | "serialize_f64", [_]) => KnownShape::Float,
        ("serialize_bytes", [_]) => KnownShape::Bytes,
        ("serialize_none" | "serialize_unit", []) | ("serialize_unit_struct", [_]) => {
            KnownShape::Null
        }
        _ => return None,
    };
    Some(Transfer::Shape(shape))
}

/// The text of a literal. The wire reserves texts that begin with `\0`.
pub(super) fn literal(expr: &Expr) -> Option<Box<str>> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            let text = text.value();
            (!text.starts_with('\0')).then(|| text.into())
        }
        Expr::Reference(it) => literal(&it.expr),
        _ => None,
    }
}
