//! Types and signatures, laid out.

use pretty::DocAllocator as _;

use super::comment;
use super::doc::{Arena, Doc, assign, if_broken, list, render};
use super::literal;
use super::names::parameter as parameter_name;
use super::ts_type::{Member, Param, TsType, is_literal};
use crate::prettier::INDENT;

/// The keywords among types.
const KEYWORDS: [&str; 10] = [
    "bigint",
    "boolean",
    "never",
    "null",
    "number",
    "object",
    "string",
    "undefined",
    "unknown",
    "void",
];

/// The position of a type, which decides how a union is broken there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    /// Alone between brackets or after a colon.
    Alone,
    /// As a member of a union.
    Member,
    /// In a tuple of several.
    Item,
    /// Before `[]` or beside `&`, where a union needs parentheses.
    Operand,
}

fn doc<'d>(arena: &'d Arena<'d>, ty: &'d TsType<'d>, position: Position) -> Doc<'d> {
    match ty {
        TsType::Word(word) => arena.text(&**word),
        TsType::Generic(name, args) => arena.text(&**name).append(type_arguments(arena, args)),
        TsType::Array(item) => doc(arena, item, Position::Operand).append("[]"),
        TsType::Tuple(items) => {
            let position = if items.len() > 1 { Position::Item } else { Position::Alone };
            let items = items.iter().map(|item| doc(arena, item, position)).collect();
            list(arena, "[", items, ",", "]").group()
        }
        TsType::Object(members) => object(arena, members, None),
        TsType::Open(members, rest) => object(arena, members, Some(rest)),
        TsType::Union(members) => union(arena, members, position),
        TsType::Intersection(members) => {
            let doc = intersection(arena, members);
            let is_apart = matches!(position, Position::Member | Position::Operand);
            if is_apart { doc.parens() } else { doc }
        }
        TsType::Function(params, returns) => parameters(arena, params)
            .append(" => ")
            .append(doc(arena, returns, Position::Alone))
            .group(),
    }
}

fn type_arguments<'d>(arena: &'d Arena<'d>, args: &'d [TsType<'d>]) -> Doc<'d> {
    match args {
        [only] if is_kept_close(only) => {
            arena.text("<").append(doc(arena, only, Position::Alone)).append(">")
        }
        args => {
            let args = args.iter().map(|arg| doc(arena, arg, Position::Alone)).collect();
            list(arena, "<", args, "", ">").group()
        }
    }
}

/// Whether prettier leaves a sole type argument on the line of its brackets.
fn is_kept_close(ty: &TsType<'_>) -> bool {
    match ty {
        TsType::Word(_) | TsType::Object(_) | TsType::Open(..) => true,
        TsType::Union(members) => is_nullable(members),
        _ => false,
    }
}

/// `T | null` with an object type or a name, which prettier breaks inside of `T` alone.
fn is_nullable(members: &[TsType<'_>]) -> bool {
    let is_null = |ty: &TsType<'_>| matches!(ty, TsType::Word(word) if word == "null");
    let is_nameable = |ty: &TsType<'_>| match ty {
        TsType::Object(_) | TsType::Open(..) | TsType::Generic(..) => true,
        TsType::Word(word) => !KEYWORDS.contains(&&**word) && !is_literal(word),
        _ => false,
    };
    matches!(members, [ty, null] | [null, ty] if is_null(null) && is_nameable(ty))
}

/// A union that is broken as a whole, and how.
fn union<'d>(arena: &'d Arena<'d>, members: &'d [TsType<'d>], position: Position) -> Doc<'d> {
    let doc = union_members(arena, members);
    match position {
        Position::Operand if is_nullable(members) => doc.parens(),
        Position::Item if is_nullable(members) => doc,
        Position::Alone | Position::Member => doc,
        Position::Item => if_broken(arena.text("(").append(arena.line_()))
            .append(doc)
            .nest(INDENT)
            .append(arena.line_())
            .append(if_broken(arena.text(")")))
            .group(),
        Position::Operand => {
            let inside = arena.line_().append(doc).nest(INDENT).append(arena.line_());
            inside.group().parens()
        }
    }
}

fn union_members<'d>(arena: &'d Arena<'d>, members: &'d [TsType<'d>]) -> Doc<'d> {
    let docs = members.iter().map(|ty| doc(arena, ty, Position::Member));
    if is_nullable(members) {
        return arena.intersperse(docs, " | ");
    }
    let docs = docs.map(|doc| doc.nest(INDENT));
    let members = arena.intersperse(docs, arena.line().append("| "));
    if_broken(arena.text("| ")).append(members).group()
}

/// Objects stay on the line of what they stand beside; others may start a line.
fn intersection<'d>(arena: &'d Arena<'d>, members: &'d [TsType<'d>]) -> Doc<'d> {
    let mut doc = arena.nil();
    for (index, member) in members.iter().enumerate() {
        let is_object = |at: usize| matches!(members[at], TsType::Object(_) | TsType::Open(..));
        let member = self::doc(arena, member, Position::Operand);
        doc = doc.append(if index == 0 {
            member
        } else if is_object(index) || is_object(index - 1) {
            arena.text(" & ").append(member)
        } else {
            arena.text(" &").append(arena.line()).append(member).nest(INDENT)
        });
    }
    doc.group()
}

/// An object with each of its keys on a line.
fn broken_object<'d>(arena: &'d Arena<'d>, ty: &'d TsType<'d>) -> Option<Doc<'d>> {
    match ty {
        TsType::Object(members) if members.is_empty() => None,
        TsType::Object(members) => Some(object_of(arena, members, None, arena.hardline())),
        TsType::Open(members, rest) => {
            Some(object_of(arena, members, Some(rest), arena.hardline()))
        }
        _ => None,
    }
}

/// `{ a: string; b: number }`, or a line for each.
fn object<'d>(
    arena: &'d Arena<'d>,
    members: &'d [Member<'d>],
    rest: Option<&'d TsType<'d>>,
) -> Doc<'d> {
    object_of(arena, members, rest, arena.line())
}

/// An object that ends its last key with `end`.
fn object_of<'d>(
    arena: &'d Arena<'d>,
    members: &'d [Member<'d>],
    rest: Option<&'d TsType<'d>>,
    end: Doc<'d>,
) -> Doc<'d> {
    if members.is_empty() && rest.is_none() {
        return arena.text("{}");
    }
    let members = members.iter().map(|member| {
        let docs = comment::jsdoc(member.docs, &comment::alias_lines(member.aliases), 0);
        let docs = docs.lines().map(|line| arena.text(line.to_owned()).append(arena.hardline()));
        arena.concat(docs).append(property(arena, member))
    });
    let members = members.chain(rest.map(|rest| index(arena, rest)));
    let members = arena.intersperse(members, arena.text(";").append(arena.line()));
    arena
        .text("{")
        .append(arena.line().append(members).nest(INDENT))
        .append(if_broken(arena.text(";")))
        .append(end)
        .append("}")
        .group()
}

/// `[key: string]: type`.
fn index<'d>(arena: &'d Arena<'d>, ty: &'d TsType<'d>) -> Doc<'d> {
    arena.text("[key: string]:").append(after_colon(arena, ty))
}

/// A type after a colon: a space and the type, or a union from the next line on.
fn after_colon<'d>(arena: &'d Arena<'d>, ty: &'d TsType<'d>) -> Doc<'d> {
    match ty {
        TsType::Union(members) if !is_nullable(members) => {
            arena.line().append(union_members(arena, members)).nest(INDENT).group()
        }
        ty => arena.text(" ").append(doc(arena, ty, Position::Alone)),
    }
}

/// `name?: type`.
fn property<'d>(arena: &'d Arena<'d>, member: &'d Member<'d>) -> Doc<'d> {
    let mark = if member.optional { "?:" } else { ":" };
    arena.text(literal::key(member.name)).append(mark).append(after_colon(arena, &member.ty))
}

fn parameter<'d>(arena: &'d Arena<'d>, param: &'d Param<'d>) -> Doc<'d> {
    let mark = if param.optional { "?:" } else { ":" };
    arena.text(parameter_name(param.name)).append(mark).append(after_colon(arena, &param.ty))
}

fn parameters<'d>(arena: &'d Arena<'d>, params: &'d [Param<'d>]) -> Doc<'d> {
    match params {
        [only] if matches!(only.ty, TsType::Object(_) | TsType::Open(..)) => {
            parameter(arena, only).parens()
        }
        params => {
            let params = params.iter().map(|param| parameter(arena, param)).collect();
            list(arena, "(", params, ",", ")")
        }
    }
}

/// `name(params): returns;`, indented by `indent`.
pub(crate) fn signature(
    name: &str,
    params: &[Param<'_>],
    returns: &TsType<'_>,
    indent: usize,
) -> String {
    let arena = Arena::new();
    let lay_out = |parameters| {
        let returns = arena.text(":").append(after_colon(&arena, returns)).group();
        // Without quotes, it would be the signature of a constructor.
        let name = if name == "new" { "\"new\"".into() } else { literal::key(name) };
        render(arena.text(name).append(parameters).append(returns).append(";").group(), indent)
    };
    let code = lay_out(parameters(&arena, params));
    // An object that is the only parameter is broken before anything in the answer is.
    if let [Param { name, optional, ty }] = params
        && code.contains('\n')
        && let Some(object) = broken_object(&arena, ty)
    {
        let mark = if *optional { "?: " } else { ": " };
        return lay_out(arena.text(parameter_name(name)).append(mark).append(object).parens());
    }
    // A parameter alone stays beside its method if there is an object in the answer to be broken.
    let answer = code.split_once(&format!("\n{}):", " ".repeat(indent))).map(|(_, answer)| answer);
    if params.len() == 1 && answer.is_some_and(|answer| answer.contains("{\n")) {
        return lay_out(parameters(&arena, params).group());
    }
    code
}

/// `name: type;`, a line of an interface.
pub(crate) fn field<'d>(arena: &'d Arena<'d>, member: &'d Member<'d>) -> Doc<'d> {
    property(arena, member).append(";")
}

/// `[key: string]: type;`, a line of an interface.
pub(crate) fn rest<'d>(arena: &'d Arena<'d>, ty: &'d TsType<'d>) -> Doc<'d> {
    index(arena, ty).append(";")
}

/// `head = type;`, at the start of a line.
pub(crate) fn alias<'d>(arena: &'d Arena<'d>, head: &str, ty: &'d TsType<'d>) -> Doc<'d> {
    let head = format!("{head} =");
    match ty {
        TsType::Union(members) if !is_nullable(members) => {
            arena.text(head).append(after_colon(arena, ty)).append(";")
        }
        ty => assign(head, doc(arena, ty, Position::Alone).append(";"), 0),
    }
}

/// `head: type end`, at the start of a line.
pub(crate) fn variable(head: &str, ty: &TsType<'_>, end: &'static str) -> String {
    let arena = Arena::new();
    let head = arena.text(format!("{head}: "));
    render(head.append(doc(&arena, ty, Position::Alone)).append(end), 0)
}

/// A type after a keyword, or as a type argument.
pub(crate) fn type_alone<'d>(arena: &'d Arena<'d>, ty: &'d TsType<'d>) -> Doc<'d> {
    doc(arena, ty, Position::Alone)
}

/// A type without line breaks and docs, for comments.
pub(crate) fn one_line(ty: &TsType<'_>) -> String {
    let arena = Arena::new();
    doc(&arena, &ty.without_docs(), Position::Alone).pretty(usize::MAX).to_string()
}
