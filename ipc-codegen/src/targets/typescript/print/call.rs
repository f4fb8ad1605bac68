//! Expressions: calls, arrays, properties, and functions that make a call.

use std::borrow::Cow;

use pretty::DocAllocator as _;

use super::doc::{Arena, Doc, first_piece, list};
use super::literal;
use crate::prettier::INDENT;

/// `callee(a, b)`.
pub(crate) fn call<'d>(arena: &'d Arena<'d>, callee: &'d str, args: Vec<Doc<'d>>) -> Doc<'d> {
    arena.text(callee).append(list(arena, "(", args, ",", ")").group())
}

/// `(a, b) => body`.
pub(crate) fn arrow<'d>(params: Vec<Cow<'d, str>>, body: Doc<'d>) -> Doc<'d> {
    let arena = body.0;
    let params = params.into_iter().map(|param| arena.text(param)).collect();
    list(arena, "(", params, ",", ")")
        .group()
        .append(" =>")
        .append(arena.line().append(body).nest(INDENT).group())
        .group()
}

/// `[a, b]`.
pub(crate) fn array<'d>(arena: &'d Arena<'d>, items: Vec<Doc<'d>>) -> Doc<'d> {
    list(arena, "[", items, ",", "]").group()
}

/// `key: value`, as a part of an object. A value without line breaks may start a new line, unless the
/// key is so short that this gains nothing.
pub(crate) fn property<'d>(key: &str, value: Doc<'d>) -> Doc<'d> {
    // The only name that is no ordinary key in a JavaScript object literal.
    let key = if key == "__proto__" { r#"["__proto__"]"#.into() } else { literal::key(key) };
    let key = key.into_owned();
    let arena = value.0;
    if key.len() < 5 || first_piece(&value).is_broken {
        return arena.text(key).append(": ").append(value);
    }
    arena.text(key).append(":").append(arena.line().append(value).nest(INDENT).group())
}
