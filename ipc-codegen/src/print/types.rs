//! Types and signatures.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use ipc_syntax::{TypeScript, TypeScriptMember};
use pretty::DocAllocator as _;

use super::names::{declared_type, parameter as parameter_name};
use super::{Arena, Doc, INDENT, assign, comment, if_broken, list, literal, render};
use crate::direction::Direction;
use crate::schema::{Docs, Field, Schema, Type, TypeDef};
use crate::walk::{children, walk};

/// The types that are no names.
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

/// A type as TypeScript has it: unions are flat, and everything has its name.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum TsType<'t> {
    /// A keyword, a literal, or a name.
    Word(Cow<'t, str>),
    /// A name with arguments.
    Generic(Cow<'t, str>, Vec<TsType<'t>>),
    Array(Box<TsType<'t>>),
    Tuple(Vec<TsType<'t>>),
    Object(Vec<Member<'t>>),
    /// An object with these keys, and others with values of one type.
    Open(Vec<Member<'t>>, Box<TsType<'t>>),
    Union(Vec<TsType<'t>>),
    Intersection(Vec<TsType<'t>>),
    /// A function that returns nothing.
    Listener(Vec<Param<'t>>),
}

/// A key of an object type.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Member<'t> {
    pub(crate) docs: &'t Docs,
    pub(crate) name: &'t str,
    pub(crate) optional: bool,
    pub(crate) ty: TsType<'t>,
}

/// A parameter of a function.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Param<'t> {
    pub(crate) name: &'t str,
    pub(crate) optional: bool,
    pub(crate) ty: TsType<'t>,
}

impl<'t> TsType<'t> {
    pub(crate) fn word(word: impl Into<Cow<'t, str>>) -> Self {
        Self::Word(word.into())
    }

    /// A union without unions in it and without repetitions.
    pub(crate) fn union(members: impl IntoIterator<Item = Self>) -> Self {
        let mut flat: Vec<Self> = Vec::new();
        for member in members {
            let members = if let Self::Union(members) = member { members } else { vec![member] };
            for member in members {
                if !flat.contains(&member) {
                    flat.push(member);
                }
            }
        }
        match flat.len() {
            0 => Self::word("never"),
            1 => flat.remove(0),
            _ => Self::Union(flat),
        }
    }
}

/// What the keys of a map are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Text,
    Integer,
    BigInt,
    Float,
    Bool,
    Literals,
    /// What is given for a parameter.
    Open,
}

/// A type of the runtime's for what TypeScript has no notation of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Helper {
    AllOrNone,
    JsonValue,
    Keyed,
    Lenient,
    MapOf,
    OneOf,
    ValueOf,
}

impl Helper {
    const fn name(self) -> &'static str {
        match self {
            Self::AllOrNone => "$ipc.AllOrNone",
            Self::JsonValue => "$ipc.JsonValue",
            Self::Keyed => "$ipc.Keyed",
            Self::Lenient => "$ipc.Lenient",
            Self::MapOf => "$ipc.MapOf",
            Self::OneOf => "$ipc.OneOf",
            Self::ValueOf => "$ipc.ValueOf",
        }
    }

    fn of(self, arg: TsType<'_>) -> TsType<'_> {
        TsType::Generic(self.name().into(), vec![arg])
    }
}

/// A global type that the declarations are made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Global {
    Partial,
    Promise,
    Readonly,
    ReadonlyArray,
    Record,
    Uint8Array,
}

impl Global {
    const ALL: [Self; 6] = [
        Self::Partial,
        Self::Promise,
        Self::Readonly,
        Self::ReadonlyArray,
        Self::Record,
        Self::Uint8Array,
    ];

    /// Its name, and the one that it has where a declaration hides it.
    const fn names(self) -> [&'static str; 2] {
        match self {
            Self::Partial => ["Partial", "globalThis.Partial"],
            Self::Promise => ["Promise", "globalThis.Promise"],
            Self::Readonly => ["Readonly", "globalThis.Readonly"],
            Self::ReadonlyArray => ["ReadonlyArray", "globalThis.ReadonlyArray"],
            Self::Record => ["Record", "globalThis.Record"],
            Self::Uint8Array => ["Uint8Array", "globalThis.Uint8Array"],
        }
    }
}

/// With `string` among them, literals are only hints, which TypeScript would drop.
fn open_strings(mut members: Vec<TsType<'_>>) -> Vec<TsType<'_>> {
    let is_hint = |ty: &TsType| matches!(ty, TsType::Word(word) if is_literal(word));
    if members.iter().any(is_hint) {
        let string = TsType::word("string");
        for member in members.iter_mut().filter(|member| **member == string) {
            *member = TsType::Intersection(vec![string.clone(), TsType::Object(Vec::new())]);
        }
    }
    members
}

/// The definitions, by their names.
pub(crate) struct Definitions<'a> {
    by_name: BTreeMap<&'a str, &'a TypeDef>,
    /// The parameters that stand somewhere: those that do not, TypeScript would complain of.
    used: BTreeSet<(&'a str, Direction, &'a str)>,
    /// The globals whose names are declared, or are those of parameters.
    hidden: BTreeSet<Global>,
}

impl<'a> Definitions<'a> {
    /// Of two that have one name, the first counts.
    pub(crate) fn new(types: impl Iterator<Item = &'a TypeDef>) -> Self {
        let mut by_name = BTreeMap::new();
        for ty in types {
            by_name.entry(ty.name.as_str()).or_insert(ty);
        }
        let mut definitions = Self { by_name, used: BTreeSet::new(), hidden: BTreeSet::new() };
        definitions.find_used();
        definitions
    }

    /// Everything that `types.ts` declares for a schema.
    pub(crate) fn of(schema: &'a Schema) -> Self {
        let mut definitions = Self::new(schema.types.iter());
        let types = schema.types.iter().flat_map(|ty| {
            [&ty.name, &ty.input_name].into_iter().chain(&ty.params).map(String::as_str)
        });
        let apis = schema.pages.iter().chain(&schema.mains).map(|api| api.name.as_str());
        let names: BTreeSet<_> = types.chain(apis).collect();
        let is_hidden = |global: &Global| names.contains(global.names()[0]);
        definitions.hidden = Global::ALL.into_iter().filter(is_hidden).collect();
        definitions
    }

    fn global(&self, global: Global) -> &'static str {
        global.names()[usize::from(self.hidden.contains(&global))]
    }

    /// What is there later.
    pub(crate) fn promise<'t>(&self, ty: TsType<'t>) -> TsType<'t> {
        TsType::Generic(self.global(Global::Promise).into(), vec![ty])
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a TypeDef> {
        self.by_name.get(name).copied()
    }

    /// A parameter stands in a shape by itself, or as an argument for one that does.
    fn find_used(&mut self) {
        let generic = self.by_name.values().filter(|ty| !ty.params.is_empty());
        let shapes: Vec<_> = generic
            .flat_map(|ty| {
                let shape = |direction| Some((*ty, direction, ty.shapes.get(direction)?));
                [Direction::Output, Direction::Input].into_iter().filter_map(shape)
            })
            .collect();
        let mut users: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, (.., shape)) in shapes.iter().enumerate() {
            walk(shape, &mut |ty| {
                if let Type::Named { name, .. } = ty {
                    users.entry(name).or_default().push(index);
                }
            });
        }
        let mut pending: Vec<_> = (0..shapes.len()).collect();
        while let Some((ty, direction, shape)) = pending.pop().map(|index| shapes[index]) {
            let before = self.used.len();
            let mut found = BTreeSet::new();
            self.add_used(shape, direction, &mut found);
            // What is said in TypeScript may name any of them.
            let params =
                ty.params.iter().filter(|it| found.contains(it.as_str()) || found.contains(""));
            self.used.extend(params.map(|param| (ty.name.as_str(), direction, param.as_str())));
            if self.used.len() > before {
                pending.extend(users.get(ty.name.as_str()).into_iter().flatten());
            }
        }
    }

    fn add_used<'t>(&self, ty: &'t Type, direction: Direction, found: &mut BTreeSet<&'t str>) {
        match ty {
            Type::Param(name) => {
                found.insert(name);
            }
            Type::TypeScript(_) => {
                found.insert("");
            }
            Type::Named { name, args } => {
                for arg in self.seen(name, args, direction) {
                    self.add_used(arg, direction, found);
                }
            }
            ty => children(ty, &mut |child| self.add_used(child, direction, found)),
        }
    }

    /// The arguments for parameters that stand somewhere.
    fn seen<'t, T>(
        &self,
        name: &str,
        args: &'t [T],
        direction: Direction,
    ) -> impl Iterator<Item = &'t T> {
        let params = self.get(name).map_or(&[][..], |ty| &ty.params);
        let name = self.get(name).map_or("", |ty| &ty.name);
        let is_seen = move |param: &str| self.used.contains(&(name, direction, param));
        args.iter().zip(params).filter(move |(_, param)| is_seen(param)).map(|(arg, _)| arg)
    }

    /// A definition's name with its parameters.
    pub(crate) fn head(&self, ty: &TypeDef, direction: Direction) -> String {
        let name = if direction == Direction::Input { &ty.input_name } else { &ty.name };
        let name = declared_type(name);
        let params = self.seen(&ty.name, &ty.params, direction);
        let params: Vec<_> = params.map(|param| declared_type(param)).collect();
        if params.is_empty() { name.into_owned() } else { format!("{name}<{}>", params.join(", ")) }
    }
}

/// Turns the schema's types into TypeScript's.
#[derive(Clone, Copy)]
pub(crate) struct Lowering<'a> {
    pub(crate) types: &'a Definitions<'a>,
    pub(crate) direction: Direction,
}

impl<'a> Lowering<'a> {
    /// A type in data.
    pub(crate) fn data(self, ty: &'a Type) -> TsType<'a> {
        let all = |types: &'a [Type]| types.iter().map(|ty| self.data(ty)).collect::<Vec<_>>();
        match ty {
            Type::Unit => TsType::word("null"),
            Type::Bool => TsType::word("boolean"),
            Type::Integer | Type::SafeInteger | Type::SafeInteger128 | Type::Float => {
                TsType::word("number")
            }
            Type::BigInt | Type::BigInt128 => TsType::word("bigint"),
            Type::Number => TsType::union([TsType::word("number"), TsType::word("bigint")]),
            Type::Json | Type::RawJson => TsType::word(Helper::JsonValue.name()),
            Type::String => TsType::word("string"),
            Type::Bytes => TsType::word(self.types.global(Global::Uint8Array)),
            Type::Literal(value) => TsType::word(literal::string(value)),
            Type::Option(inner) => TsType::union([self.data(inner), TsType::word("null")]),
            Type::List(item) => TsType::Array(Box::new(self.data(item))),
            Type::Tuple(items) => TsType::Tuple(all(items)),
            Type::Map { key, value } => self.map(key, value),
            Type::Object(fields) if fields.is_empty() => self.no_keys(),
            Type::Object(fields) => TsType::Object(self.members(fields)),
            Type::OneOf(fields) => Helper::OneOf.of(TsType::Object(self.members(fields))),
            Type::Lenient(fields) => Helper::Lenient.of(TsType::Object(self.members(fields))),
            Type::Flat { fields, parts, rest } => self.flat(fields, parts, rest.as_deref()),
            Type::AllOrNone(inner) => Helper::AllOrNone.of(self.data(inner)),
            Type::Keyed(inner) => Helper::Keyed.of(self.data(inner)),
            Type::Union(members) => TsType::union(open_strings(all(members))),
            Type::Named { name, args } => {
                let args = self.types.seen(name, args, self.direction);
                match args.map(|arg| self.data(arg)).collect::<Vec<_>>() {
                    args if args.is_empty() => TsType::Word(self.name(name)),
                    args => TsType::Generic(self.name(name), args),
                }
            }
            Type::Param(name) => TsType::Word(declared_type(name)),
            Type::TypeScript(ty) => self.said(ty),
        }
    }

    /// An object without keys. TypeScript takes `{}` for everything that is not `null`.
    fn no_keys(self) -> TsType<'a> {
        self.record(TsType::word("string"), TsType::word("never"))
    }

    fn record(self, key: TsType<'a>, value: TsType<'a>) -> TsType<'a> {
        self.global(Global::Record, vec![key, value])
    }

    fn global(self, global: Global, args: Vec<TsType<'a>>) -> TsType<'a> {
        TsType::Generic(self.types.global(global).into(), args)
    }

    fn members(self, fields: &'a [Field]) -> Vec<Member<'a>> {
        let member = |field: &'a Field| Member {
            docs: &field.docs,
            name: &field.name,
            optional: field.optional,
            ty: self.data(&field.ty),
        };
        fields.iter().map(member).collect()
    }

    /// An object with its own keys beside those of its parts. TypeScript wants the type of the
    /// other keys to have in it that of every key that is known.
    fn flat(self, fields: &'a [Field], parts: &'a [Type], rest: Option<&'a Type>) -> TsType<'a> {
        let members = self.members(fields);
        let mut all: Vec<_> = parts.iter().map(|part| self.data(part)).collect();
        if let Some(rest) = rest {
            let mut values = vec![self.data(rest)];
            values.extend(members.iter().map(|member| member.ty.clone()));
            if members.iter().any(|member| member.optional) {
                values.push(TsType::word("undefined"));
            }
            values.extend(all.iter().map(|part| Helper::ValueOf.of(part.clone())));
            all.insert(0, TsType::Open(members, Box::new(TsType::union(values))));
        } else if !members.is_empty() {
            all.insert(0, TsType::Object(members));
        }
        if all.len() == 1 { all.remove(0) } else { TsType::Intersection(all) }
    }

    /// An object for a map. It has every key of an open type, and some of those of a closed one.
    fn map(self, key: &'a Type, value: &'a Type) -> TsType<'a> {
        let name = self.data(key);
        let written = || TsType::word(format!("`${{{}}}`", one_line(&name)));
        let (name, is_closed) = match self.key(key) {
            Key::Text | Key::Integer => (name, false),
            // What Rust writes may be another text than JavaScript's for the same number. For a key
            // that is a number in the code, TypeScript looks at nothing but the type's number keys.
            Key::BigInt | Key::Float => (TsType::union([TsType::word("number"), written()]), false),
            Key::Bool => (written(), true),
            Key::Literals => (name, true),
            Key::Open => {
                return TsType::Generic(Helper::MapOf.name().into(), vec![name, self.data(value)]);
            }
        };
        if *key == Type::String && self.is_circular(value, &mut Vec::new(), &mut BTreeSet::new()) {
            return TsType::Open(Vec::new(), Box::new(self.data(value)));
        }
        let record = self.record(name, self.data(value));
        if is_closed { self.global(Global::Partial, vec![record]) } else { record }
    }

    /// Whether a type leads to one that reaches itself through aliases and maps alone: TypeScript
    /// follows a `Record` at once, and then in a circle.
    ///
    /// `around` are the names that it is looked for inside of, and `done` those whose shapes are
    /// known to lead to none.
    fn is_circular(
        self,
        ty: &'a Type,
        around: &mut Vec<&'a str>,
        done: &mut BTreeSet<&'a str>,
    ) -> bool {
        match ty {
            Type::Option(inner)
            | Type::AllOrNone(inner)
            | Type::Keyed(inner)
            | Type::Map { value: inner, .. } => self.is_circular(inner, around, done),
            Type::Union(parts) | Type::Flat { parts, .. } => {
                parts.iter().any(|part| self.is_circular(part, around, done))
            }
            Type::Named { name, .. } if around.contains(&name.as_str()) => true,
            Type::Named { name, args } => {
                let Some(body) = self.body(name) else { return false };
                if matches!(body, Type::Object(_) | Type::OneOf(_)) {
                    return false;
                }
                around.push(name);
                let body = (!done.contains(name.as_str())).then_some(body);
                let is_circular =
                    args.iter().chain(body).any(|part| self.is_circular(part, around, done));
                around.pop();
                done.insert(name);
                is_circular
            }
            _ => false,
        }
    }

    /// The shape of a named type.
    fn body(self, name: &str) -> Option<&'a Type> {
        self.types.get(name)?.shapes.get(self.direction)
    }

    /// What kind of keys a map has, which its names may hide.
    fn key(self, ty: &Type) -> Key {
        match ty {
            Type::Integer | Type::SafeInteger | Type::SafeInteger128 => Key::Integer,
            Type::BigInt | Type::BigInt128 => Key::BigInt,
            Type::Float => Key::Float,
            Type::Bool => Key::Bool,
            Type::Param(_) => Key::Open,
            Type::Literal(_) => Key::Literals,
            Type::Union(parts) if parts.iter().all(|part| self.key(part) == Key::Literals) => {
                Key::Literals
            }
            Type::Named { name, args } => {
                let shape = self.body(name);
                match (self.types.get(name), shape) {
                    (Some(definition), Some(Type::Param(name))) => {
                        let index = definition.params.iter().position(|param| param == name);
                        let arg = index.and_then(|index| args.get(index));
                        arg.map_or(Key::Text, |arg| self.key(arg))
                    }
                    (_, shape) => shape.map_or(Key::Text, |shape| self.key(shape)),
                }
            }
            _ => Key::Text,
        }
    }

    /// A type as an answer, where nothing is `void`.
    pub(crate) fn answer(self, ty: &'a Type) -> TsType<'a> {
        if *ty == Type::Unit { TsType::word("void") } else { self.data(ty) }
    }

    fn name(self, name: &'a str) -> Cow<'a, str> {
        declared_type(match self.direction {
            Direction::Input => self.types.get(name).map_or(name, |found| &found.input_name),
            Direction::Output => name,
        })
    }

    /// A type that is said in TypeScript. Its names mean what they mean in `types.ts`; a notation
    /// always means the global type that it stands for.
    fn said(self, ty: &'a TypeScript) -> TsType<'a> {
        let all = |types| <[TypeScript]>::iter(types).map(|ty| self.said(ty)).collect::<Vec<_>>();
        let member = |member: &'a TypeScriptMember| Member {
            docs: Docs::NONE,
            name: &member.name,
            optional: member.optional,
            ty: self.said(&member.ty),
        };
        match ty {
            TypeScript::Word(word) => TsType::word(word),
            TypeScript::Text(value) => TsType::word(literal::string(value)),
            TypeScript::Generic(name, args) => TsType::Generic(name.into(), all(args)),
            TypeScript::Readonly(ty) => match &**ty {
                TypeScript::Array(item) => {
                    self.global(Global::ReadonlyArray, vec![self.said(item)])
                }
                ty => self.global(Global::Readonly, vec![self.said(ty)]),
            },
            TypeScript::Record(types) => self.global(Global::Record, all(&types[..])),
            TypeScript::Array(item) => TsType::Array(Box::new(self.said(item))),
            TypeScript::Tuple(items) => TsType::Tuple(all(items)),
            TypeScript::Object(members) => TsType::Object(members.iter().map(member).collect()),
            TypeScript::Union(members) => TsType::union(all(members)),
            TypeScript::Intersection(members) => TsType::Intersection(all(members)),
        }
    }
}

/// Where a type stands, which decides how a union is broken there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Alone between brackets or after a colon.
    Alone,
    /// As a member of a union.
    Member,
    /// In a tuple of several.
    Item,
    /// Before `[]` or beside `&`, where a union needs parentheses.
    Operand,
}

fn doc<'d>(arena: &'d Arena<'d>, ty: &'d TsType<'d>, place: Place) -> Doc<'d> {
    match ty {
        TsType::Word(word) => arena.text(&**word),
        TsType::Generic(name, args) => arena.text(&**name).append(type_arguments(arena, args)),
        TsType::Array(item) => doc(arena, item, Place::Operand).append("[]"),
        TsType::Tuple(items) => {
            let place = if items.len() > 1 { Place::Item } else { Place::Alone };
            let items = items.iter().map(|item| doc(arena, item, place)).collect();
            list(arena, "[", items, ",", "]").group()
        }
        TsType::Object(members) => object(arena, members, None),
        TsType::Open(members, rest) => object(arena, members, Some(rest)),
        TsType::Union(members) => union(arena, members, place),
        TsType::Intersection(members) => {
            let doc = intersection(arena, members);
            let is_apart = matches!(place, Place::Member | Place::Operand);
            if is_apart { doc.parens() } else { doc }
        }
        TsType::Listener(params) => parameters(arena, params).append(" => void").group(),
    }
}

fn type_arguments<'d>(arena: &'d Arena<'d>, args: &'d [TsType<'d>]) -> Doc<'d> {
    match args {
        [only] if is_kept_close(only) => {
            arena.text("<").append(doc(arena, only, Place::Alone)).append(">")
        }
        args => {
            let args = args.iter().map(|arg| doc(arena, arg, Place::Alone)).collect();
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

fn is_literal(word: &str) -> bool {
    matches!(word, "true" | "false") || word.starts_with(['"', '\'', '-']) || is_number(word)
}

fn is_number(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit())
}

/// A union that is broken as a whole, and how.
fn union<'d>(arena: &'d Arena<'d>, members: &'d [TsType<'d>], place: Place) -> Doc<'d> {
    let doc = union_members(arena, members);
    match place {
        Place::Operand if is_nullable(members) => doc.parens(),
        Place::Item if is_nullable(members) => doc,
        Place::Alone | Place::Member => doc,
        Place::Item => if_broken(arena.text("(").append(arena.line_()))
            .append(doc)
            .nest(INDENT)
            .append(arena.line_())
            .append(if_broken(arena.text(")")))
            .group(),
        Place::Operand => {
            let inside = arena.line_().append(doc).nest(INDENT).append(arena.line_());
            inside.group().parens()
        }
    }
}

fn union_members<'d>(arena: &'d Arena<'d>, members: &'d [TsType<'d>]) -> Doc<'d> {
    let docs = members.iter().map(|ty| doc(arena, ty, Place::Member));
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
        let member = self::doc(arena, member, Place::Operand);
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
        let docs = comment::jsdoc(member.docs, &[], 0);
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
        ty => arena.text(" ").append(doc(arena, ty, Place::Alone)),
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
        ty => assign(head, doc(arena, ty, Place::Alone).append(";"), 0),
    }
}

/// A type without line breaks, for comments.
pub(crate) fn one_line(ty: &TsType<'_>) -> String {
    let arena = Arena::new();
    doc(&arena, ty, Place::Alone).pretty(usize::MAX).to_string()
}
