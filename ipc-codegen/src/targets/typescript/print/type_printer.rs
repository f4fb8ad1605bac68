//! The schema's types in TypeScript.

use std::borrow::Cow;

use ipc_syntax::{TypeScript, TypeScriptMember};

use super::definitions::{Definitions, Global};
use super::layout::one_line;
use super::literal;
use super::map_keys::MapKeys;
use super::ts_type::{JSON_INPUT, JSON_VALUE, Member, TsType, open_strings};
use crate::direction::Direction;
use crate::schema::{Docs, Field, Type};

/// How many interfaces may extend each other.
const MAX_BASES: usize = 32;

/// A type of the runtime, for what TypeScript has no notation for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Helper {
    AllOrNone,
    StringsAsKeys,
    MissingAsNull,
    MapOf,
    OneOf,
    ValueOf,
}

impl Helper {
    const fn name(self) -> &'static str {
        match self {
            Self::AllOrNone => "$ipc.AllOrNone",
            Self::StringsAsKeys => "$ipc.StringsAsKeys",
            Self::MissingAsNull => "$ipc.MissingAsNull",
            Self::MapOf => "$ipc.MapOf",
            Self::OneOf => "$ipc.OneOf",
            Self::ValueOf => "$ipc.ValueOf",
        }
    }

    fn of(self, arg: TsType<'_>) -> TsType<'_> {
        TsType::Generic(self.name().into(), vec![arg])
    }
}

/// Prints types of the schema in one direction.
#[derive(Clone, Copy)]
pub(crate) struct TypePrinter<'a> {
    pub(crate) types: &'a Definitions<'a>,
    pub(crate) direction: Direction,
}

impl<'a> TypePrinter<'a> {
    /// A type as part of data.
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
            Type::Json | Type::RawJson => TsType::word(match self.direction {
                Direction::Output => JSON_VALUE,
                Direction::Input => JSON_INPUT,
            }),
            Type::String => TsType::word("string"),
            Type::Bytes => TsType::word(match self.direction {
                Direction::Output => "$ipc.Bytes",
                Direction::Input => self.types.global(Global::Uint8Array),
            }),
            Type::Literal(value) => TsType::word(literal::string(value)),
            Type::Option(inner) => TsType::union([self.data(inner), TsType::word("null")]),
            Type::List(item) => TsType::Array(Box::new(self.data(item))),
            Type::Tuple(items) => TsType::Tuple(all(items)),
            Type::Map { key, value } => self.map(key, value),
            Type::Object(fields) if fields.is_empty() => self.no_keys(),
            Type::Object(fields) => TsType::Object(self.members(fields)),
            Type::OneOf(fields) => Helper::OneOf.of(TsType::Object(self.members(fields))),
            Type::MissingAsNull(fields) => {
                Helper::MissingAsNull.of(TsType::Object(self.members(fields)))
            }
            Type::Flat { fields, parts, rest } => self.flat(fields, parts, rest.as_deref()),
            Type::AllOrNone(inner) => Helper::AllOrNone.of(self.data(inner)),
            Type::StringsAsKeys(inner) => Helper::StringsAsKeys.of(self.data(inner)),
            Type::Union(members) => TsType::union(open_strings(all(members))),
            Type::Named { name, args } => {
                let args = self.types.used_args(name, args, self.direction);
                match args.map(|arg| self.data(arg)).collect::<Vec<_>>() {
                    args if args.is_empty() => TsType::Word(self.name(name)),
                    args => TsType::Generic(self.name(name), args),
                }
            }
            Type::Param(name) => TsType::Word(self.types.param(name)),
            Type::TypeScript(ty) => self.typescript(ty),
        }
    }

    /// An object without keys. In TypeScript, `{}` is everything but `null` and `undefined`.
    fn no_keys(self) -> TsType<'a> {
        self.record(TsType::word("string"), TsType::word("never"))
    }

    fn record(self, key: TsType<'a>, value: TsType<'a>) -> TsType<'a> {
        self.global(Global::Record, vec![key, value])
    }

    fn global(self, global: Global, args: Vec<TsType<'a>>) -> TsType<'a> {
        TsType::Generic(self.types.global(global).into(), args)
    }

    /// The bases and the own members of an interface, if a type is an object with the keys of such objects.
    pub(crate) fn extended(self, ty: &'a Type) -> Option<(Vec<TsType<'a>>, Vec<Member<'a>>)> {
        let Type::Flat { fields, parts, rest: None } = ty else { return None };
        let are_interfaces = parts.iter().all(|part| self.is_interface(part, MAX_BASES));
        let bases = || parts.iter().map(|part| self.data(part)).collect();
        are_interfaces.then(|| (bases(), self.members(fields)))
    }

    /// Whether an interface may extend a type: its keys do not depend on arguments.
    fn is_interface(self, ty: &Type, depth: usize) -> bool {
        let (Type::Named { name, .. }, Some(depth)) = (ty, depth.checked_sub(1)) else {
            return false;
        };
        match self.types.bodies(self.direction).body(name) {
            Some(Type::Object(fields)) => !fields.is_empty(),
            Some(Type::Flat { parts, rest: None, .. }) => {
                parts.iter().all(|part| self.is_interface(part, depth))
            }
            _ => false,
        }
    }

    fn members(self, fields: &'a [Field]) -> Vec<Member<'a>> {
        let member = |field: &'a Field| Member {
            docs: &field.docs,
            aliases: &field.aliases,
            name: &field.name,
            optional: field.optional,
            ty: self.data(&field.ty),
        };
        fields.iter().map(member).collect()
    }

    /// An object with its own keys beside those of its parts. In TypeScript, the type of other keys has
    /// to include the type of every known key.
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

    /// An object for a map: every key of an open type, some keys of a closed one.
    fn map(self, key: &'a Type, value: &'a Type) -> TsType<'a> {
        let keys = MapKeys::of(self.types.bodies(self.direction), key);
        let name = if keys == MapKeys::OpenText { TsType::word("string") } else { self.data(key) };
        let is_text = name == TsType::word("string");
        if is_text && value.is_json() && self.direction == Direction::Input {
            return TsType::word("$ipc.JsonObject");
        }
        let written = || TsType::word(format!("`${{{}}}`", one_line(&name)));
        let (name, is_closed) = match keys {
            MapKeys::Text | MapKeys::OpenText | MapKeys::Integer => (name, false),
            // Rust may write a number as another text than JavaScript does. For a numeric key in code,
            // TypeScript considers only the number keys of the type.
            MapKeys::BigInt | MapKeys::Float => {
                (TsType::union([TsType::word("number"), written()]), false)
            }
            MapKeys::Bool => (written(), true),
            MapKeys::Literals => (name, true),
            MapKeys::Open => {
                return TsType::Generic(Helper::MapOf.name().into(), vec![name, self.data(value)]);
            }
        };
        if name == TsType::word("string") && self.types.is_circular_in_record(value, self.direction)
        {
            return TsType::Open(Vec::new(), Box::new(self.data(value)));
        }
        let record = self.record(name, self.data(value));
        if is_closed { self.global(Global::Partial, vec![record]) } else { record }
    }

    /// A type as an answer, where `()` is `void`.
    pub(crate) fn answer(self, ty: &'a Type) -> TsType<'a> {
        if *ty == Type::Unit { TsType::word("void") } else { self.data(ty) }
    }

    fn name(self, name: &'a str) -> Cow<'a, str> {
        self.types.declared(name, self.direction)
    }

    /// A type that `#[ipc(ts = "…")]` gives. Its names mean what they mean in `types.ts`; a notation
    /// always means its global type.
    fn typescript(self, ty: &'a TypeScript) -> TsType<'a> {
        let all =
            |types| <[TypeScript]>::iter(types).map(|ty| self.typescript(ty)).collect::<Vec<_>>();
        let member = |member: &'a TypeScriptMember| Member {
            docs: Docs::NONE,
            aliases: &[],
            name: &member.name,
            optional: member.optional,
            ty: self.typescript(&member.ty),
        };
        match ty {
            TypeScript::Word(word) => TsType::word(word),
            TypeScript::Text(value) => TsType::word(literal::string(value)),
            TypeScript::Template(start, parts) => {
                let mut template = format!("`{}", TypeScript::escape_template(start));
                for (ty, text) in parts {
                    let ty = one_line(&self.typescript(ty));
                    template.extend(["${", &*ty, "}", &*TypeScript::escape_template(text)]);
                }
                TsType::word(template + "`")
            }
            TypeScript::Generic(name, args) => TsType::Generic(name.into(), all(args)),
            TypeScript::Readonly(ty) => match &**ty {
                TypeScript::Array(item) => {
                    self.global(Global::ReadonlyArray, vec![self.typescript(item)])
                }
                ty => self.global(Global::Readonly, vec![self.typescript(ty)]),
            },
            TypeScript::Record(types) => self.global(Global::Record, all(&types[..])),
            TypeScript::Array(item) => TsType::Array(Box::new(self.typescript(item))),
            TypeScript::Tuple(items) => TsType::Tuple(all(items)),
            TypeScript::Object(members) => TsType::Object(members.iter().map(member).collect()),
            TypeScript::Union(members) => TsType::union(all(members)),
            TypeScript::Intersection(members) => TsType::Intersection(all(members)),
        }
    }
}
