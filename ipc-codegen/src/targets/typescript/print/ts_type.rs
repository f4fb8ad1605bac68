//! Types as TypeScript has them, before they are laid out.

use std::borrow::Cow;

use crate::schema::Docs;

/// A type of TypeScript: unions are flat, and all names are final.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum TsType<'t> {
    /// A keyword, a literal, or a name.
    Word(Cow<'t, str>),
    /// A name with arguments.
    Generic(Cow<'t, str>, Vec<TsType<'t>>),
    Array(Box<TsType<'t>>),
    Tuple(Vec<TsType<'t>>),
    Object(Vec<Member<'t>>),
    /// An object with these keys, and other keys with values of one type.
    Open(Vec<Member<'t>>, Box<TsType<'t>>),
    Union(Vec<TsType<'t>>),
    Intersection(Vec<TsType<'t>>),
    Function(Vec<Param<'t>>, Box<TsType<'t>>),
}

/// A key of an object type.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Member<'t> {
    pub(crate) docs: &'t Docs,
    /// Other names under which Rust reads it.
    pub(crate) aliases: &'t [String],
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

/// Any JSON that Rust produces.
pub(super) const JSON_VALUE: &str = "$ipc.JsonValue";

/// Any JSON that Rust accepts.
pub(super) const JSON_INPUT: &str = "$ipc.JsonInput";

impl<'t> TsType<'t> {
    pub(crate) fn word(word: impl Into<Cow<'t, str>>) -> Self {
        Self::Word(word.into())
    }

    /// A function that returns nothing.
    pub(crate) fn listener(params: Vec<Param<'t>>) -> Self {
        Self::Function(params, Box::new(Self::word("void")))
    }

    /// The same type without the docs of keys.
    pub(super) fn without_docs(&self) -> Self {
        let all = |types: &[Self]| types.iter().map(Self::without_docs).collect();
        let members = |members: &[Member<'t>]| {
            let member = |member: &Member<'t>| Member {
                docs: Docs::NONE,
                aliases: &[],
                ty: member.ty.without_docs(),
                ..*member
            };
            members.iter().map(member).collect()
        };
        match self {
            Self::Word(_) => self.clone(),
            Self::Generic(name, args) => Self::Generic(name.clone(), all(args)),
            Self::Array(item) => Self::Array(Box::new(item.without_docs())),
            Self::Tuple(items) => Self::Tuple(all(items)),
            Self::Object(keys) => Self::Object(members(keys)),
            Self::Open(keys, rest) => Self::Open(members(keys), Box::new(rest.without_docs())),
            Self::Union(types) => Self::Union(all(types)),
            Self::Intersection(types) => Self::Intersection(all(types)),
            Self::Function(params, returns) => {
                Self::Function(params.clone(), Box::new(returns.without_docs()))
            }
        }
    }

    /// A union without unions in it, without repetitions, and without parts of any JSON beside that.
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
        let is_any_json = |ty: &Self| matches!(ty, Self::Word(word) if is_any_json(word));
        if flat.iter().any(is_any_json) {
            flat.retain(|ty| !matches!(ty, Self::Word(word) if is_in_any_json(word)));
        }
        match flat.len() {
            0 => Self::word("never"),
            1 => flat.remove(0),
            _ => Self::Union(flat),
        }
    }
}
/// With `string` among them, literals are only hints, which TypeScript would drop.
pub(super) fn open_strings(mut members: Vec<TsType<'_>>) -> Vec<TsType<'_>> {
    let is_hint = |ty: &TsType| matches!(ty, TsType::Word(word) if is_literal(word));
    if members.iter().any(is_hint) {
        let string = TsType::word("string");
        for member in members.iter_mut().filter(|member| **member == string) {
            *member = TsType::Intersection(vec![string.clone(), TsType::Object(Vec::new())]);
        }
    }
    members
}

/// Whether a word is a type of any JSON.
fn is_any_json(word: &str) -> bool {
    [JSON_VALUE, JSON_INPUT].contains(&word)
}

/// Whether all values of a keyword or a literal are JSON.
fn is_in_any_json(word: &str) -> bool {
    matches!(word, "null" | "boolean" | "number" | "bigint" | "string") || is_literal(word)
}

/// Whether a word is a literal.
pub(super) fn is_literal(word: &str) -> bool {
    matches!(word, "true" | "false") || word.starts_with(['"', '\'', '`', '-']) || is_number(word)
}

fn is_number(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit())
}
