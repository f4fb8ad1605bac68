//! Constraints as expressions, laid out as prettier lays them out.

use std::borrow::Cow;
use std::collections::BTreeSet;

use ipc_syntax::TypeScript;
use pretty::DocAllocator as _;

use super::super::constraints::{Argument, Constraint, Key, Object, Property, Rest, tag};
use super::helpers::Helper;
use super::types::Types;
use crate::prettier::{INDENT, WIDTH, width};
use crate::schema::Docs;
use crate::targets::typescript::print::call::{array, call, property};
use crate::targets::typescript::print::comment;
use crate::targets::typescript::print::doc::{Arena, Doc, assign, breaks, list, render};
use crate::targets::typescript::print::literal;
use crate::targets::typescript::print::names::declared_const;

/// The start of the declaration of a constant, its declared name, and the line that exports it if the
/// declared name is not its own.
pub(super) fn export(name: &str) -> (&'static str, Cow<'_, str>, Option<String>) {
    let declared = declared_const(name);
    if declared == name {
        ("export ", declared, None)
    } else {
        let export = format!("export {{ {declared} as {name} }};\n");
        ("", declared, Some(export))
    }
}

/// Prints constraints as expressions.
pub(super) struct Expressions<'e> {
    pub(super) types: &'e Types<'e>,
    /// The names of the constants above.
    pub(super) declared: &'e BTreeSet<&'e str>,
}

impl Expressions<'_> {
    /// The schema of a definition, before `satisfies`: then prettier breaks even short arguments.
    pub(super) fn compared<'d>(&self, arena: &'d Arena<'d>, constraint: &'d Constraint) -> Doc<'d> {
        let only = |callee, argument| call(arena, callee, vec![argument]);
        match constraint {
            Constraint::Literal(text) => only("$z.literal", arena.text(literal::string(text))),
            Constraint::Word(word) if word != "undefined" => {
                only("$z.literal", arena.text(word.as_str()))
            }
            Constraint::List(item) => only("$z.array", self.expression(arena, item)),
            Constraint::Tuple(items) if items.is_empty() => only("$z.tuple", arena.text("[]")),
            Constraint::Object(Object {
                properties,
                rest: Rest::Refused | Rest::Ignored,
                excluded,
            }) if properties.is_empty() && excluded.is_empty() => {
                only("$z.strictObject", arena.text("{}"))
            }
            Constraint::Union(members) => match &members[..] {
                [other, Constraint::Null] => only("$z.nullable", self.expression(arena, other)),
                _ => self.expression(arena, constraint),
            },
            constraint => self.expression(arena, constraint),
        }
    }

    /// The schema of the arguments of a call.
    pub(super) fn arguments<'d>(&self, arena: &'d Arena<'d>, arguments: &'d [Argument]) -> Doc<'d> {
        let items = arguments.iter().map(|argument| {
            let schema = &argument.constraint;
            if argument.optional {
                self.wrapped(arena, "$z.optional", schema)
            } else {
                self.expression(arena, schema)
            }
        });
        hugged(arena, "$z.tuple", array(arena, items.collect()))
    }

    pub(super) fn expression<'d>(
        &self,
        arena: &'d Arena<'d>,
        constraint: &'d Constraint,
    ) -> Doc<'d> {
        if let Some(helper) = Helper::of(constraint) {
            return arena.text(helper.name());
        }
        match constraint {
            Constraint::Opaque(ty) if is_unknown(ty) => arena.text("$z.unknown()"),
            Constraint::Opaque(ty) => arena.text(format!("$z.custom<{}>()", self.types.text(ty))),
            Constraint::Null => arena.text("$z.null()"),
            Constraint::Bool => arena.text("$z.boolean()"),
            Constraint::Integer(width) if width.is_bigint() => arena.text("$z.bigint()"),
            Constraint::Integer(_) => arena.text("$z.int()"),
            Constraint::String => arena.text("$z.string()"),
            Constraint::Literal(text) => of_short(arena, "$z.literal", literal::string(text)),
            Constraint::Word(word) if word == "undefined" => arena.text("$z.undefined()"),
            Constraint::Word(word) => arena.text(format!("$z.literal({word})")),
            Constraint::List(item) => self.wrapped(arena, "$z.array", item),
            Constraint::Tuple(items) => hugged(arena, "$z.tuple", self.items(arena, items)),
            Constraint::Record(key, value) => self.record(arena, key, value),
            Constraint::Object(object) => self.object(arena, object),
            Constraint::Union(members) => self.union(arena, members),
            Constraint::Named(name) if self.declared.contains(&**name) => {
                arena.text(declared_const(name))
            }
            Constraint::Named(name) => {
                call(arena, "$z.lazy", vec![arena.text(format!("() => {}", declared_const(name)))])
            }
            Constraint::Float
            | Constraint::Number
            | Constraint::Bytes
            | Constraint::Json
            | Constraint::Merged(_) => unreachable!("they have helpers, or are listed"),
        }
    }

    fn items<'d>(&self, arena: &'d Arena<'d>, items: &'d [Constraint]) -> Doc<'d> {
        array(arena, items.iter().map(|item| self.expression(arena, item)).collect())
    }

    /// `callee(schema)`.
    fn wrapped<'d>(
        &self,
        arena: &'d Arena<'d>,
        callee: &'d str,
        schema: &'d Constraint,
    ) -> Doc<'d> {
        match schema {
            Constraint::Named(name) if self.declared.contains(&**name) => {
                of_short(arena, callee, declared_const(name).into_owned())
            }
            schema => match Helper::of(schema) {
                Some(helper) => of_short(arena, callee, helper.name().to_owned()),
                None => call(arena, callee, vec![self.expression(arena, schema)]),
            },
        }
    }

    fn record<'d>(&self, arena: &'d Arena<'d>, key: &'d Key, value: &'d Constraint) -> Doc<'d> {
        let (callee, key) = match key {
            Key::Names(names) => {
                ("$z.partialRecord", names_of(arena, names.iter().map(|it| &**it)))
            }
            key => {
                let helper = Helper::of_key(key);
                ("$z.record", arena.text(helper.map_or("$z.string()", Helper::name)))
            }
        };
        let is_lazy = matches!(value, Constraint::Named(name) if !self.declared.contains(&**name));
        let args = list(arena, "(", vec![key, self.expression(arena, value)], ",", ")");
        // Prettier breaks arguments one of which is a call with a function.
        let args = if is_lazy { args.append(breaks(arena)) } else { args };
        arena.text(callee).append(args.group())
    }

    fn object<'d>(&self, arena: &'d Arena<'d>, object: &'d Object) -> Doc<'d> {
        let properties = object.properties.iter().map(|property: &Property| {
            let Property { docs, name, optional, constraint } = property;
            let schema = if *optional {
                self.wrapped(arena, "$z.exactOptional", constraint)
            } else {
                self.expression(arena, constraint)
            };
            (Some(docs), &**name, schema)
        });
        let mut properties: Vec<_> = properties.collect();
        if object.rest != Rest::Refused {
            let never = || arena.text("$z.exactOptional($z.never())");
            properties.extend(object.excluded.iter().map(|name| (None, &**name, never())));
        }
        // In TypeScript, an object without keys has no others.
        let is_loose = object.rest == Rest::Ignored && !properties.is_empty();
        let has_keys = !properties.is_empty();
        let keys = self::object(arena, properties);
        match &object.rest {
            Rest::Ignored if is_loose => hugged(arena, "$z.looseObject", keys),
            Rest::Refused | Rest::Ignored => hugged(arena, "$z.strictObject", keys),
            Rest::Values(rest) if !has_keys => self.record(arena, &Key::Any, rest),
            Rest::Values(rest) => {
                // Prettier breaks a chain that has an object over several lines.
                let calls =
                    [hugged(arena, ".object", keys), self.wrapped(arena, ".catchall", rest)];
                let calls = calls.map(|call| arena.hardline().append(call));
                arena.text("$z").append(arena.concat(calls).nest(INDENT))
            }
        }
    }

    fn union<'d>(&self, arena: &'d Arena<'d>, members: &'d [Constraint]) -> Doc<'d> {
        let others: Vec<_> = members.iter().filter(|it| **it != Constraint::Null).collect();
        if others.len() < members.len() {
            return match others[..] {
                [other] => self.wrapped(arena, "$z.nullable", other),
                _ => call(arena, "$z.nullable", vec![self.union_of(arena, &others)]),
            };
        }
        self.union_of(arena, &others)
    }

    fn union_of<'d>(&self, arena: &'d Arena<'d>, members: &[&'d Constraint]) -> Doc<'d> {
        if members.is_empty() {
            return arena.text("$z.never()");
        }
        let literals: Option<Vec<_>> = members.iter().map(|member| member.literal()).collect();
        if let Some(literals) = literals {
            return names_of(arena, literals.into_iter());
        }
        let docs = members.iter().map(|member| self.expression(arena, member)).collect();
        match tag(members) {
            Some(tag) => {
                let tag = literal::string(tag);
                let start = format!("$z.discriminatedUnion({tag}, ");
                let members = array(arena, docs);
                let args = vec![arena.text(tag), members.clone()];
                hugged_after(arena, start, members, "$z.discriminatedUnion", args)
            }
            None => hugged(arena, "$z.union", array(arena, docs)),
        }
    }
}

fn is_unknown(ty: &TypeScript) -> bool {
    matches!(ty, TypeScript::Word(word) if word == "unknown")
}

/// `$z.enum(["a", "b"])`.
fn names_of<'d, 'n>(arena: &'d Arena<'d>, names: impl Iterator<Item = &'n str>) -> Doc<'d> {
    let names = names.map(|name| arena.text(literal::string(name))).collect();
    hugged(arena, "$z.enum", array(arena, names))
}

/// A call whose brackets stay beside those of its only argument, an object or an array.
fn hugged<'d>(arena: &'d Arena<'d>, callee: &'d str, argument: Doc<'d>) -> Doc<'d> {
    hugged_after(arena, format!("{callee}("), argument.clone(), callee, vec![argument])
}

/// A call whose last argument, an object or an array, begins on the line of `start`, the call up to it. If
/// not even its bracket fits there, each argument has a line.
fn hugged_after<'d>(
    arena: &'d Arena<'d>,
    start: String,
    last: Doc<'d>,
    callee: &'d str,
    args: Vec<Doc<'d>>,
) -> Doc<'d> {
    let start_width = width(&start) + 1;
    let hugged = arena.text(start).append(last).append(")");
    let args = list(arena, "(", args, ",", ")").append(breaks(arena));
    let broken = arena.text(callee).append(args.group());
    let choose = move |column: usize| {
        if column + start_width > WIDTH { broken.clone() } else { hugged.clone() }
    };
    arena.column(move |column| choose(column).into_doc())
}

/// `left right` at the start of a line. If not even the call at the start of `right` fits beside `left`,
/// it starts a new line.
pub(super) fn assigned<'d>(arena: &'d Arena<'d>, left: String, right: Doc<'d>) -> Doc<'d> {
    let text = render(right.clone(), 0);
    let is_hugged = |argument: &str| {
        let is_empty = argument.starts_with("{}") || argument.starts_with("[]");
        let has_open_end = argument.lines().next().is_some_and(|line| line.ends_with(['{', '[']));
        has_open_end || argument.starts_with(['{', '[']) && !is_empty
    };
    let brackets = text.split_once('(').filter(|(_, argument)| is_hugged(argument));
    match brackets {
        Some((callee, _)) if width(&left) + width(" (") + width(callee) <= WIDTH => {
            arena.text(left).append(" ").append(right)
        }
        Some(_) => arena.text(left).append(arena.hardline().append(right).nest(INDENT)),
        None => assign(left, right, 0),
    }
}

/// A call with one argument without brackets, which prettier leaves on the line if it is short.
fn of_short<'d>(arena: &'d Arena<'d>, callee: &'d str, argument: String) -> Doc<'d> {
    if width(&argument) <= WIDTH / 4 {
        arena.text(format!("{callee}({argument})"))
    } else {
        call(arena, callee, vec![arena.text(argument)])
    }
}

/// An object with a line for each of its keys, which may have docs.
pub(super) fn object<'d>(
    arena: &'d Arena<'d>,
    properties: Vec<(Option<&'d Docs>, &'d str, Doc<'d>)>,
) -> Doc<'d> {
    if properties.is_empty() {
        return arena.text("{}");
    }
    let lines = properties.into_iter().map(|(docs, name, value)| {
        let docs = docs.map_or_else(String::new, |docs| comment::jsdoc(docs, &[], 0));
        let docs = docs.lines().map(|line| arena.text(line.to_owned()).append(arena.hardline()));
        arena.hardline().append(arena.concat(docs)).append(property(name, value)).append(",")
    });
    let lines = arena.concat(lines);
    arena.text("{").append(lines.nest(INDENT)).append(arena.hardline()).append("}")
}
