//! A constant of the trait: its type, and its value as far as its own tokens show it.

use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, ExprUnary, Lit, LitStr, Macro, Token, TraitItemConst, Type, UnOp};

use super::attributes::parse_attrs;
use crate::check::{PROTO, PROTO_IS_SPECIAL};
use crate::codes;
use crate::diagnostic::{Diagnostic, SpanRange};
use crate::errors::Errors;
use crate::kind::Peer;
use crate::model::{Api, Constant, ConstantType, Value};

/// The expressions whose values can be read.
const VALUES: &str = "write a literal, `concat!(…)`, `env!(\"CARGO_PKG_VERSION\")`, the path of another constant, \
     or an array or tuple of these";

/// The types that a constant may have.
const TYPES: &str =
    "use an integer, `f32`, `f64`, `bool`, `&str`, or an array, a slice or a tuple of these";

/// Reads a constant of `api`.
pub(super) fn parse_constant(
    api: &Api,
    item: &TraitItemConst,
    errors: &mut Errors<Diagnostic>,
) -> Option<Constant> {
    let name = &item.ident;
    let attrs = parse_attrs(item.attrs.iter(), &[], errors);
    let mut refuse = |span: SpanRange, message: String, help: &str| {
        errors.push(Diagnostic::new(codes::CONSTANT, span, message).help(help));
    };
    if api.peer == Peer::Main {
        let message = format!("no page has `{name}`: the other side is Electron's main process");
        refuse(name.span().into(), message, "move it out of the trait");
    }
    if name == PROTO {
        refuse(name.span().into(), PROTO_IS_SPECIAL.to_owned(), "rename the constant");
    }
    let Some(ty) = constant_type(&item.ty) else {
        let message = format!("`{name}` has a type that no constant of an API can have");
        refuse(SpanRange::of(&item.ty), message, TYPES);
        return None;
    };
    let Some((_, expr)) = &item.default else {
        let message = format!("`{name}` has no value: JavaScript has it without a call");
        refuse(name.span().into(), message, VALUES);
        return None;
    };
    if constant_value(expr).is_none() {
        let message = format!("the value of `{name}` cannot be read from the source");
        refuse(SpanRange::of(expr), message, VALUES);
        return None;
    }
    Some(Constant {
        ident: name.clone(),
        ty,
        written_type: item.ty.clone(),
        expr: expr.clone(),
        attrs,
    })
}

fn constant_type(ty: &Type) -> Option<ConstantType> {
    let name = match ty {
        Type::Group(group) => return constant_type(&group.elem),
        Type::Paren(paren) => return constant_type(&paren.elem),
        Type::Array(array) => return list_of(&array.elem),
        Type::Tuple(tuple) if !tuple.elems.is_empty() => {
            let types: Option<_> = tuple.elems.iter().map(constant_type).collect();
            return types.map(ConstantType::Tuple);
        }
        Type::Reference(reference) if reference.mutability.is_none() => {
            return match &*reference.elem {
                Type::Path(path) => path.path.is_ident("str").then_some(ConstantType::String),
                Type::Slice(slice) => list_of(&slice.elem),
                of @ (Type::Array(_) | Type::Tuple(_)) => constant_type(of),
                _ => None,
            };
        }
        Type::Path(path) if path.qself.is_none() => path.path.get_ident()?.to_string(),
        _ => return None,
    };
    Some(match name.as_str() {
        "bool" => ConstantType::Bool,
        "u8" | "u16" | "u32" | "i8" | "i16" | "i32" => ConstantType::Integer,
        "usize" | "isize" => ConstantType::SafeInteger,
        "u64" | "i64" | "u128" | "i128" => ConstantType::BigInt,
        "f32" => ConstantType::Float32,
        "f64" => ConstantType::Float64,
        _ => return None,
    })
}

fn list_of(item: &Type) -> Option<ConstantType> {
    Some(ConstantType::List(Box::new(constant_type(item)?)))
}

/// The value of a constant, unless only rustc can compute it.
#[must_use]
pub fn constant_value(expr: &Expr) -> Option<Value> {
    match expr {
        Expr::Group(group) => constant_value(&group.expr),
        Expr::Paren(paren) => constant_value(&paren.expr),
        Expr::Lit(ExprLit { lit, .. }) => literal_value(lit),
        Expr::Array(array) => all(&array.elems).map(Value::List),
        Expr::Tuple(tuple) if !tuple.elems.is_empty() => all(&tuple.elems).map(Value::Tuple),
        Expr::Reference(reference) if reference.mutability.is_none() => {
            constant_value(&reference.expr)
        }
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => match constant_value(expr)? {
            Value::Integer(digits) => Some(Value::Integer(negated(&digits))),
            Value::Float(digits) => Some(Value::Float(negated(&digits))),
            _ => None,
        },
        Expr::Path(path) if path.qself.is_none() => Some(Value::Path(path.path.clone())),
        Expr::Macro(call) => macro_value(&call.mac),
        _ => None,
    }
}

fn all(exprs: &Punctuated<Expr, Token![,]>) -> Option<Vec<Value>> {
    exprs.iter().map(constant_value).collect()
}

fn negated(digits: &str) -> String {
    digits.strip_prefix('-').map_or_else(|| format!("-{digits}"), str::to_owned)
}

fn literal_value(literal: &Lit) -> Option<Value> {
    Some(match literal {
        Lit::Bool(literal) => Value::Bool(literal.value),
        Lit::Int(literal) => Value::Integer(literal.base10_digits().to_owned()),
        Lit::Float(literal) => Value::Float(literal.base10_digits().to_owned()),
        Lit::Str(literal) => Value::String(literal.value()),
        _ => return None,
    })
}

/// The value of `concat!` or `env!`.
fn macro_value(call: &Macro) -> Option<Value> {
    let arguments = Punctuated::<Expr, Token![,]>::parse_terminated;
    match call.path.segments.last()?.ident.to_string().as_str() {
        "concat" => {
            let parts = arguments.parse2(call.tokens.clone()).ok()?;
            let parts = parts.iter().map(|part| match part {
                Expr::Lit(ExprLit { lit: Lit::Char(char), .. }) => {
                    Some(Value::String(char.value().to_string()))
                }
                // rustc takes no constants there.
                Expr::Path(_) => None,
                part => constant_value(part),
            });
            Some(Value::Concat(parts.collect::<Option<_>>()?))
        }
        "env" => Some(Value::Env(syn::parse2::<LitStr>(call.tokens.clone()).ok()?.value())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::constant_value;
    use crate::model::Value;

    fn print(value: &Value) -> String {
        match value {
            Value::Bool(value) => value.to_string(),
            Value::Integer(digits) => digits.clone(),
            Value::Float(digits) => format!("float {digits}"),
            Value::String(text) => format!("{text:?}"),
            Value::List(items) => format!("[{}]", joined(items, ", ")),
            Value::Tuple(items) => format!("({})", joined(items, ", ")),
            Value::Concat(parts) => joined(parts, " + "),
            Value::Env(name) => format!("${name}"),
            Value::Path(path) => format!("path of {}", path.segments.len()),
        }
    }

    fn joined(values: &[Value], between: &str) -> String {
        values.iter().map(print).collect::<Vec<_>>().join(between)
    }

    fn value(expr: &str) -> Option<String> {
        let expr = syn::parse_str(expr).expect("an expression");
        constant_value(&expr).as_ref().map(print)
    }

    #[test]
    fn values_are_read_from_tokens() {
        for (expr, printed) in [
            ("0x1_0u8", "16"),
            ("-(1)", "-1"),
            ("-1_0.5e3f32", "float -10.5e3"),
            ("r\"a\"", "\"a\""),
            ("crate::A", "path of 2"),
            ("&[1, -2]", "[1, -2]"),
            ("[(\"a\", &[A])]", "[(\"a\", [path of 1])]"),
            ("[]", "[]"),
            ("concat!(\"v\", 1, '.', env!(\"A\"))", "\"v\" + 1 + \".\" + $A"),
        ] {
            assert_eq!(value(expr).as_deref(), Some(printed), "{expr}");
        }
        for expr in [
            "1 + 1",
            "f()",
            "-A",
            "b\"a\"",
            "'a'",
            "concat!(A)",
            "env!(A)",
            "[1; 2]",
            "[f()]",
            "()",
            "&mut 1",
            "-true",
        ] {
            assert_eq!(value(expr), None, "{expr}");
        }
    }
}
