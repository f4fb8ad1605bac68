//! Constants of an API: their values, and the same values as types.

use pretty::DocAllocator as _;

use super::doc::{Arena, Doc, assign, breaks, if_broken, list, render};
use super::literal;
use crate::prettier::INDENT;
use crate::schema::{Constant, Literal};

/// `VERSION: "1.0",`, a line of an object.
pub(crate) fn property(constant: &Constant, indent: usize) -> String {
    let arena = Arena::new();
    let value = doc(&arena, &constant.value, array).append(",");
    render(assign(format!("{}:", literal::key(&constant.name)), value, indent), indent)
}

/// `readonly VERSION: "1.0";`, a line of an interface.
pub(crate) fn declaration(constant: &Constant, indent: usize) -> String {
    let arena = Arena::new();
    let head = arena.text(format!("readonly {}: ", literal::key(&constant.name)));
    render(head.append(doc(&arena, &constant.value, tuple)).append(";"), indent)
}

/// `list_of` lays out the lists in it.
fn doc<'d>(
    arena: &'d Arena<'d>,
    value: &'d Literal,
    list_of: fn(&'d Arena<'d>, &'d [Literal]) -> Doc<'d>,
) -> Doc<'d> {
    match value {
        Literal::Bool(value) => arena.text(value.to_string()),
        Literal::Number(number) => arena.text(&**number),
        Literal::BigInt(digits) => arena.text(format!("{digits}n")),
        Literal::String(text) => arena.text(literal::string(text)),
        Literal::List(items) => list_of(arena, items),
    }
}

/// `[1, 2]`, a value.
fn array<'d>(arena: &'d Arena<'d>, items: &'d [Literal]) -> Doc<'d> {
    let docs: Vec<_> = items.iter().map(|item| doc(arena, item, array)).collect();
    if items.len() > 1 && items.iter().all(|item| matches!(item, Literal::Number(_))) {
        return filled(arena, docs);
    }
    // Prettier puts each of several rows on a line of its own.
    let is_row = |item: &Literal| matches!(item, Literal::List(parts) if parts.len() > 1);
    let is_table = items.len() > 1 && items.iter().all(is_row);
    let array = list(arena, "[", docs, ",", "]");
    if is_table { array.append(breaks(arena)).group() } else { array.group() }
}

/// An array of numbers: prettier puts as many on a line as fit.
fn filled<'d>(arena: &'d Arena<'d>, items: Vec<Doc<'d>>) -> Doc<'d> {
    let items = arena.intersperse(items, arena.text(",").append(arena.softline()));
    arena
        .text("[")
        .append(arena.line_().append(items).nest(INDENT))
        .append(if_broken(arena.text(",")))
        .append(arena.line_())
        .append("]")
        .group()
}

/// `readonly [1, 2]`, a type.
fn tuple<'d>(arena: &'d Arena<'d>, items: &'d [Literal]) -> Doc<'d> {
    let items = items.iter().map(|item| doc(arena, item, tuple)).collect();
    list(arena, "readonly [", items, ",", "]").group()
}
