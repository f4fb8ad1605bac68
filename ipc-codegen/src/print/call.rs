//! Expressions: calls, arrays, objects, and functions that make a call.

use pretty::RcDoc;

use super::{Doc, INDENT, if_broken, list, literal, text};

/// `callee(a, b)`.
pub(crate) fn call(callee: &str, args: Vec<Doc>) -> Doc {
    text(callee).append(list("(", args, ",", ")").group())
}

/// `callee({ … })`, whose braces stay with the brackets; `before` are the arguments before it.
pub(crate) fn call_with_object(callee: &str, before: &[String], object: Doc) -> Doc {
    let before: String = before.iter().flat_map(|arg| [arg.as_str(), ", "]).collect();
    text(format!("{callee}({before}")).append(object).append(text(")"))
}

/// `(a, b) => body`.
pub(crate) fn arrow(params: &[String], body: Doc) -> Doc {
    list("(", params.iter().map(text).collect(), ",", ")")
        .group()
        .append(text(" =>"))
        .append(RcDoc::line().append(body).nest(INDENT).group())
        .group()
}

/// `[a, b]`.
pub(crate) fn array(items: Vec<Doc>) -> Doc {
    list("[", items, ",", "]").group()
}

/// `key: value`, as a part of an object. A value that cannot be broken may start a line of its own,
/// unless its key is so short that it gains nothing.
pub(crate) fn property(key: &str, value: Doc) -> Doc {
    // In an object of JavaScript, this one alone would not be a key.
    let key = if key == "__proto__" { r#"["__proto__"]"#.to_owned() } else { literal::key(key) };
    if key.len() < 5 || value.pretty(0).to_string().contains('\n') {
        return text(format!("{key}: ")).append(value);
    }
    text(format!("{key}:")).append(RcDoc::line().append(value).nest(INDENT).group())
}

/// `{ a: x, b: y }`.
pub(crate) fn object(properties: Vec<Doc>) -> Doc {
    braces(properties, RcDoc::line()).group()
}

/// An object with a line for each property.
pub(crate) fn tall_object(properties: Vec<Doc>) -> Doc {
    braces(properties, RcDoc::hardline())
}

fn braces(properties: Vec<Doc>, line: Doc) -> Doc {
    let properties = RcDoc::intersperse(properties, text(",").append(line.clone()));
    text("{")
        .append(line.clone().append(properties).nest(INDENT))
        .append(if_broken(text(",")))
        .append(line)
        .append(text("}"))
}

/// An array of objects, one on each line. An only one is spread over lines, as else prettier would
/// draw the brackets together.
pub(crate) fn rows(rows: Vec<Vec<Doc>>) -> Doc {
    if rows.is_empty() {
        return text("[]");
    }
    let object = if rows.len() == 1 { tall_object } else { object };
    let rows = rows.into_iter().map(|row| RcDoc::hardline().append(object(row)).append(text(",")));
    text("[").append(RcDoc::concat(rows).nest(INDENT)).append(RcDoc::hardline()).append(text("]"))
}
