//! Expressions: calls, arrays, objects, and functions that make a call.

use std::borrow::Cow;

use pretty::DocAllocator as _;

use super::{Arena, Doc, INDENT, first_piece, if_broken, list, literal};

/// `callee(a, b)`.
pub(crate) fn call<'d>(arena: &'d Arena<'d>, callee: &'d str, args: Vec<Doc<'d>>) -> Doc<'d> {
    arena.text(callee).append(list(arena, "(", args, ",", ")").group())
}

/// `callee({ … })`, whose braces stay with the brackets; `before` are the arguments before it.
pub(crate) fn call_with_object<'d>(callee: &str, before: &[String], object: Doc<'d>) -> Doc<'d> {
    let before: String = before.iter().flat_map(|arg| [arg.as_str(), ", "]).collect();
    object.0.text(format!("{callee}({before}")).append(object).append(")")
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

/// `key: value`, as a part of an object. A value that cannot be broken may start a line of its own,
/// unless its key is so short that it gains nothing.
pub(crate) fn property<'d>(key: &str, value: Doc<'d>) -> Doc<'d> {
    // In an object of JavaScript, this one alone would not be a key.
    let key = if key == "__proto__" { r#"["__proto__"]"#.into() } else { literal::key(key) };
    let key = key.into_owned();
    let arena = value.0;
    if key.len() < 5 || first_piece(&value).is_broken {
        return arena.text(key).append(": ").append(value);
    }
    arena.text(key).append(":").append(arena.line().append(value).nest(INDENT).group())
}

/// `{ a: x, b: y }`.
pub(crate) fn object<'d>(arena: &'d Arena<'d>, properties: Vec<Doc<'d>>) -> Doc<'d> {
    braces(properties, arena.line()).group()
}

/// An object with a line for each property.
pub(crate) fn tall_object<'d>(arena: &'d Arena<'d>, properties: Vec<Doc<'d>>) -> Doc<'d> {
    braces(properties, arena.hardline())
}

fn braces<'d>(properties: Vec<Doc<'d>>, line: Doc<'d>) -> Doc<'d> {
    let arena = line.0;
    let properties = arena.intersperse(properties, arena.text(",").append(line.clone()));
    arena
        .text("{")
        .append(line.clone().append(properties).nest(INDENT))
        .append(if_broken(arena.text(",")))
        .append(line)
        .append("}")
}

/// An array of objects, one on each line. An only one is spread over lines, as else prettier would
/// draw the brackets together.
pub(crate) fn rows<'d>(arena: &'d Arena<'d>, rows: Vec<Vec<Doc<'d>>>) -> Doc<'d> {
    if rows.is_empty() {
        return arena.text("[]");
    }
    let object = if rows.len() == 1 { tall_object } else { object };
    let rows = rows.into_iter().map(|row| arena.hardline().append(object(arena, row)).append(","));
    arena.text("[").append(arena.concat(rows).nest(INDENT)).append(arena.hardline()).append("]")
}
