//! Types and signatures.

use std::collections::{BTreeMap, BTreeSet};

use ipc_syntax::{TypeScript, TypeScriptMember};
use pretty::RcDoc;

use super::{Doc, INDENT, assign, comment, if_broken, list, literal, render, text};
use crate::schema::{Docs, Field, Type, TypeDef};

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

/// Which of a named type's two shapes is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// What Rust accepts.
    Input,
    /// What Rust produces.
    Output,
}

/// A type as TypeScript has it: unions are flat, and everything has its name.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum TsType {
    /// A keyword, a literal, or a name.
    Word(String),
    /// A name with arguments.
    Generic(String, Vec<TsType>),
    Array(Box<TsType>),
    Tuple(Vec<TsType>),
    Object(Vec<Member>),
    /// An object with these keys, and others with values of one type.
    Open(Vec<Member>, Box<TsType>),
    Union(Vec<TsType>),
    Intersection(Vec<TsType>),
    /// A function that returns nothing.
    Listener(Vec<Param>),
}

/// A key of an object type.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) docs: Docs,
    pub(crate) name: String,
    pub(crate) optional: bool,
    pub(crate) ty: TsType,
}

/// A parameter of a function.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Param {
    pub(crate) name: String,
    pub(crate) optional: bool,
    pub(crate) ty: TsType,
}

impl TsType {
    pub(crate) fn word(word: impl Into<String>) -> Self {
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

    pub(crate) fn promise(self) -> Self {
        Self::Generic("Promise".to_owned(), vec![self])
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
}

/// A generic type of `types.ts` for what TypeScript has no notation of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Helper {
    AllOrNone,
    JsonValue,
    Keyed,
    Lenient,
    OneOf,
    ValueOf,
}

fn helper(helper: Helper, arg: TsType) -> TsType {
    TsType::Generic(format!("{helper:?}"), vec![arg])
}

/// An object without keys. TypeScript takes `{}` for everything that is not `null`.
fn no_keys() -> TsType {
    let args = vec![TsType::word("string"), TsType::word("never")];
    TsType::Generic("Record".to_owned(), args)
}

/// With `string` among them, literals are only hints, which TypeScript would drop.
fn open_strings(mut members: Vec<TsType>) -> Vec<TsType> {
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
pub(crate) struct Definitions<'a>(BTreeMap<&'a str, &'a TypeDef>);

impl<'a> Definitions<'a> {
    /// Of two that have one name, the first counts.
    pub(crate) fn new(types: impl Iterator<Item = &'a TypeDef>) -> Self {
        let mut definitions = BTreeMap::new();
        for ty in types {
            definitions.entry(ty.name.as_str()).or_insert(ty);
        }
        Self(definitions)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a TypeDef> {
        self.0.get(name).copied()
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
    pub(crate) fn data(self, ty: &Type) -> TsType {
        let all = |types: &[Type]| types.iter().map(|ty| self.data(ty)).collect::<Vec<_>>();
        match ty {
            Type::Unit => TsType::word("null"),
            Type::Bool => TsType::word("boolean"),
            Type::Integer | Type::SafeInteger | Type::Float => TsType::word("number"),
            Type::BigInt | Type::BigInt128 => TsType::word("bigint"),
            Type::Number => TsType::union([TsType::word("number"), TsType::word("bigint")]),
            Type::Json => TsType::Word(format!("{:?}", Helper::JsonValue)),
            Type::String => TsType::word("string"),
            Type::Bytes => TsType::word("Uint8Array"),
            Type::Literal(value) => TsType::Word(literal::string(value)),
            Type::Option(inner) => TsType::union([self.data(inner), TsType::word("null")]),
            Type::List(item) => TsType::Array(Box::new(self.data(item))),
            Type::Tuple(items) => TsType::Tuple(all(items)),
            Type::Map { key, value } => self.map(key, value),
            Type::Object(fields) if fields.is_empty() => no_keys(),
            Type::Object(fields) => TsType::Object(self.members(fields)),
            Type::OneOf(fields) => helper(Helper::OneOf, TsType::Object(self.members(fields))),
            Type::Lenient(fields) => helper(Helper::Lenient, TsType::Object(self.members(fields))),
            Type::Flat { fields, parts, rest } => self.flat(fields, parts, rest.as_deref()),
            Type::AllOrNone(inner) => helper(Helper::AllOrNone, self.data(inner)),
            Type::Keyed(inner) => helper(Helper::Keyed, self.data(inner)),
            Type::Union(members) => TsType::union(open_strings(all(members))),
            Type::Named { name, args } if args.is_empty() => TsType::Word(self.name(name)),
            Type::Named { name, args } => TsType::Generic(self.name(name), all(args)),
            Type::Param(name) => TsType::word(name),
            Type::TypeScript(ty) => said(ty),
        }
    }

    fn members(self, fields: &[Field]) -> Vec<Member> {
        let member = |field: &Field| Member {
            docs: field.docs.clone(),
            name: field.name.clone(),
            optional: field.optional,
            ty: self.data(&field.ty),
        };
        fields.iter().map(member).collect()
    }

    /// An object with its own keys beside those of its parts. TypeScript wants the type of the
    /// other keys to have in it that of every key that is known.
    fn flat(self, fields: &[Field], parts: &[Type], rest: Option<&Type>) -> TsType {
        let members = self.members(fields);
        let mut all: Vec<_> = parts.iter().map(|part| self.data(part)).collect();
        if let Some(rest) = rest {
            let mut values = vec![self.data(rest)];
            values.extend(members.iter().map(|member| member.ty.clone()));
            if members.iter().any(|member| member.optional) {
                values.push(TsType::word("undefined"));
            }
            values.extend(all.iter().map(|part| helper(Helper::ValueOf, part.clone())));
            all.insert(0, TsType::Open(members, Box::new(TsType::union(values))));
        } else if !members.is_empty() {
            all.insert(0, TsType::Object(members));
        }
        if all.len() == 1 { all.remove(0) } else { TsType::Intersection(all) }
    }

    /// An object for a map. It has every key of an open type, and some of those of a closed one.
    fn map(self, key: &Type, value: &Type) -> TsType {
        let name = self.data(key);
        let written = || TsType::Word(format!("`${{{}}}`", one_line(&name)));
        let (name, is_closed) = match self.key(key) {
            Key::Text | Key::Integer => (name, false),
            // What Rust writes may be another text than JavaScript's for the same number. For a key
            // that is a number in the code, TypeScript looks at nothing but the type's number keys.
            Key::BigInt | Key::Float => (TsType::union([TsType::word("number"), written()]), false),
            Key::Bool => (written(), true),
            Key::Literals => (name, true),
        };
        if *key == Type::String && self.is_circular(value, &mut Vec::new(), &mut BTreeSet::new()) {
            return TsType::Open(Vec::new(), Box::new(self.data(value)));
        }
        let record = TsType::Generic("Record".to_owned(), vec![name, self.data(value)]);
        if is_closed { TsType::Generic("Partial".to_owned(), vec![record]) } else { record }
    }

    /// Whether a type leads to one that reaches itself through aliases and maps alone: TypeScript
    /// follows a `Record` at once, and then in a circle.
    ///
    /// `around` are the names that it is looked for inside of, and `done` those whose shapes are
    /// known to lead to none.
    fn is_circular<'t>(
        self,
        ty: &'t Type,
        around: &mut Vec<&'t str>,
        done: &mut BTreeSet<&'t str>,
    ) -> bool
    where
        'a: 't,
    {
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
        let definition = self.types.get(name)?;
        match self.direction {
            Direction::Input => definition.input.as_ref(),
            Direction::Output => definition.output.as_ref(),
        }
    }

    /// What kind of keys a map has, which its names may hide.
    fn key(self, ty: &Type) -> Key {
        match ty {
            Type::Integer | Type::SafeInteger => Key::Integer,
            Type::BigInt | Type::BigInt128 => Key::BigInt,
            Type::Float => Key::Float,
            Type::Bool => Key::Bool,
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
    pub(crate) fn answer(self, ty: &Type) -> TsType {
        if *ty == Type::Unit { TsType::word("void") } else { self.data(ty) }
    }

    fn name(self, name: &str) -> String {
        match (self.types.get(name), self.direction) {
            (Some(definition), Direction::Input) => definition.input_name.clone(),
            _ => name.to_owned(),
        }
    }
}

/// A type that is said in TypeScript.
fn said(ty: &TypeScript) -> TsType {
    let all = |types: &[TypeScript]| types.iter().map(said).collect::<Vec<_>>();
    match ty {
        TypeScript::Word(word) => TsType::word(word),
        TypeScript::Text(value) => TsType::Word(literal::string(value)),
        TypeScript::Generic(name, args) => TsType::Generic(name.clone(), all(args)),
        TypeScript::Array(item) => TsType::Array(Box::new(said(item))),
        TypeScript::Tuple(items) => TsType::Tuple(all(items)),
        TypeScript::Object(members) => {
            let member = |member: &TypeScriptMember| Member {
                docs: Docs::default(),
                name: member.name.clone(),
                optional: member.optional,
                ty: said(&member.ty),
            };
            TsType::Object(members.iter().map(member).collect())
        }
        TypeScript::Union(members) => TsType::union(all(members)),
        TypeScript::Intersection(members) => TsType::Intersection(all(members)),
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

fn doc(ty: &TsType, place: Place) -> Doc {
    match ty {
        TsType::Word(word) => text(word),
        TsType::Generic(name, args) => text(name).append(type_arguments(args)),
        TsType::Array(item) => doc(item, Place::Operand).append(text("[]")),
        TsType::Tuple(items) => {
            let place = if items.len() > 1 { Place::Item } else { Place::Alone };
            list("[", items.iter().map(|item| doc(item, place)).collect(), ",", "]").group()
        }
        TsType::Object(members) => object(members, None),
        TsType::Open(members, rest) => object(members, Some(rest)),
        TsType::Union(members) => union(members, place),
        TsType::Intersection(members) => {
            let doc = intersection(members);
            let is_apart = matches!(place, Place::Member | Place::Operand);
            if is_apart { parenthesized(doc) } else { doc }
        }
        TsType::Listener(params) => parameters(params).append(text(" => void")).group(),
    }
}

fn parenthesized(doc: Doc) -> Doc {
    text("(").append(doc).append(text(")"))
}

fn type_arguments(args: &[TsType]) -> Doc {
    match args {
        [only] if is_kept_close(only) => {
            text("<").append(doc(only, Place::Alone)).append(text(">"))
        }
        args => list("<", args.iter().map(|arg| doc(arg, Place::Alone)).collect(), "", ">").group(),
    }
}

/// Whether prettier leaves a sole type argument on the line of its brackets.
fn is_kept_close(ty: &TsType) -> bool {
    match ty {
        TsType::Word(_) | TsType::Object(_) | TsType::Open(..) => true,
        TsType::Union(members) => is_nullable(members),
        _ => false,
    }
}

/// `T | null` with an object type or a name, which prettier breaks inside of `T` alone.
fn is_nullable(members: &[TsType]) -> bool {
    let is_null = |ty: &TsType| matches!(ty, TsType::Word(word) if word == "null");
    let is_nameable = |ty: &TsType| match ty {
        TsType::Object(_) | TsType::Open(..) | TsType::Generic(..) => true,
        TsType::Word(word) => !KEYWORDS.contains(&word.as_str()) && !is_literal(word),
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
fn union(members: &[TsType], place: Place) -> Doc {
    let doc = union_members(members);
    match place {
        Place::Operand if is_nullable(members) => parenthesized(doc),
        Place::Item if is_nullable(members) => doc,
        Place::Alone | Place::Member => doc,
        Place::Item => if_broken(text("(").append(RcDoc::line_()))
            .append(doc)
            .nest(INDENT)
            .append(RcDoc::line_())
            .append(if_broken(text(")")))
            .group(),
        Place::Operand => {
            let inside = RcDoc::line_().append(doc).nest(INDENT).append(RcDoc::line_());
            parenthesized(inside.group())
        }
    }
}

fn union_members(members: &[TsType]) -> Doc {
    if is_nullable(members) {
        return RcDoc::intersperse(members.iter().map(|ty| doc(ty, Place::Member)), text(" | "));
    }
    let members = members.iter().map(|ty| doc(ty, Place::Member).nest(INDENT));
    let members = RcDoc::intersperse(members, RcDoc::line().append(text("| ")));
    if_broken(text("| ")).append(members).group()
}

/// Objects stay on the line of what they stand beside; others may start a line.
fn intersection(members: &[TsType]) -> Doc {
    let mut doc = RcDoc::nil();
    for (index, member) in members.iter().enumerate() {
        let is_object = |at: usize| matches!(members[at], TsType::Object(_) | TsType::Open(..));
        let member = self::doc(member, Place::Operand);
        doc = doc.append(if index == 0 {
            member
        } else if is_object(index) || is_object(index - 1) {
            text(" & ").append(member)
        } else {
            text(" &").append(RcDoc::line()).append(member).nest(INDENT)
        });
    }
    doc.group()
}

/// `{ a: string; b: number }`, or a line for each.
fn object(members: &[Member], rest: Option<&TsType>) -> Doc {
    if members.is_empty() && rest.is_none() {
        return text("{}");
    }
    let members = members.iter().map(|member| {
        let docs = comment::jsdoc(&member.docs, &[], 0);
        let docs = docs.lines().map(|line| text(line).append(RcDoc::hardline()));
        RcDoc::concat(docs).append(property(member))
    });
    let members = members.chain(rest.map(index));
    let members = RcDoc::intersperse(members, text(";").append(RcDoc::line()));
    text("{")
        .append(RcDoc::line().append(members).nest(INDENT))
        .append(if_broken(text(";")))
        .append(RcDoc::line())
        .append(text("}"))
        .group()
}

/// `[key: string]: type`.
fn index(ty: &TsType) -> Doc {
    text("[key: string]:").append(after_colon(ty))
}

/// A type after a colon: a space and the type, or a union from the next line on.
fn after_colon(ty: &TsType) -> Doc {
    match ty {
        TsType::Union(members) if !is_nullable(members) => {
            RcDoc::line().append(union_members(members)).nest(INDENT).group()
        }
        ty => text(" ").append(doc(ty, Place::Alone)),
    }
}

/// `name?: type`.
fn property(member: &Member) -> Doc {
    let mark = if member.optional { "?:" } else { ":" };
    text(literal::key(&member.name)).append(text(mark)).append(after_colon(&member.ty))
}

fn parameter(param: &Param) -> Doc {
    let mark = if param.optional { "?:" } else { ":" };
    text(&param.name).append(text(mark)).append(after_colon(&param.ty))
}

fn parameters(params: &[Param]) -> Doc {
    match params {
        [only] if matches!(only.ty, TsType::Object(_)) => parenthesized(parameter(only)),
        params => list("(", params.iter().map(parameter).collect(), ",", ")"),
    }
}

/// `name(params): returns;`, indented by `indent`.
pub(crate) fn signature(name: &str, params: &[Param], returns: &TsType, indent: usize) -> String {
    let lay_out = |parameters: Doc| {
        let returns = text(":").append(after_colon(returns)).group();
        let name = text(literal::key(name));
        render(name.append(parameters).append(returns).append(text(";")).group(), indent)
    };
    let code = lay_out(parameters(params));
    // A parameter alone stays beside its method if there is an object in the answer to be broken.
    let answer = code.split_once(&format!("\n{}):", " ".repeat(indent))).map(|(_, answer)| answer);
    if params.len() == 1 && answer.is_some_and(|answer| answer.contains("{\n")) {
        return lay_out(parameters(params).group());
    }
    code
}

/// `name: type;`, a line of an interface.
pub(crate) fn field(member: &Member) -> Doc {
    property(member).append(text(";"))
}

/// `[key: string]: type;`, a line of an interface.
pub(crate) fn rest(ty: &TsType) -> Doc {
    index(ty).append(text(";"))
}

/// `head = type;`, at the start of a line.
pub(crate) fn alias(head: &str, ty: &TsType) -> Doc {
    let head = format!("{head} =");
    match ty {
        TsType::Union(members) if !is_nullable(members) => {
            text(head).append(after_colon(ty)).append(text(";"))
        }
        ty => assign(&head, doc(ty, Place::Alone).append(text(";")), 0),
    }
}

/// A type without line breaks, for comments.
pub(crate) fn one_line(ty: &TsType) -> String {
    doc(ty, Place::Alone).pretty(usize::MAX).to_string()
}
