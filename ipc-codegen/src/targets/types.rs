//! `types.ts`, and the nodes of `window.d.ts`: declarations.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Doors;
use crate::direction::Direction;
use crate::print::types::{
    Definitions, Helper, Lowering, Param, TsType, alias, field, one_line, rest, signature,
};
use crate::print::{Arena, comment, literal, push};
use crate::schema::{Api, Arg, Docs, ErrorCode, ErrorType, Kind, Method, Schema, Type, TypeDef};
use crate::shape::{children, is_open};

/// What `types.ts` begins with.
const START: &str = "\
// Do not edit: change the Rust traits and run `ipc-codegen generate` again.
//
// The types of the APIs and of the data that they carry. Nothing of it is left at run time.
";

/// What it ends with, after a comment on what that is.
const END: &str = include_str!("../../templates/failures.ts");

/// What its types begin with.
const EXPORT: &str = "export ";

/// `types.ts`: the APIs, the data types, and the types that some of these are made with. It can be
/// long, and has no other holes: no template needs a copy of it.
pub(super) fn print(schema: &Schema) -> String {
    let definitions = &Definitions::new(schema.types.iter());
    let mut code = START.to_owned();
    for api in &schema.pages {
        push_interface(&mut code, api, Peer::Page, definitions, EXPORT);
    }
    for api in &schema.mains {
        push_interface(&mut code, api, Peer::Main, definitions, EXPORT);
    }
    push_data_types(&mut code, &schema.types, EXPORT);
    for helper in helpers(schema) {
        code.extend(["\n", declare_helper(helper), "\n"]);
    }
    code.extend(END.split_once('\n').map(|(_, end)| end));
    code
}

/// The nodes of `window.d.ts`.
#[derive(Serialize)]
pub(super) struct Window {
    /// The properties that `window` gets.
    window: Vec<String>,
}

impl Window {
    pub(super) fn new(schema: &Schema, doors: Doors) -> Self {
        let apis = schema.pages.iter().filter(|_| doors.plain);
        Self { window: apis.map(window_property).collect() }
    }
}

/// The helpers that the declarations of a schema are made with.
fn helpers(schema: &Schema) -> BTreeSet<Helper> {
    fn find(ty: &Type, found: &mut BTreeSet<Helper>) {
        found.extend(match ty {
            Type::OneOf(_) => Some(Helper::OneOf),
            Type::AllOrNone(_) => Some(Helper::AllOrNone),
            Type::Keyed(_) => Some(Helper::Keyed),
            Type::Lenient(_) => Some(Helper::Lenient),
            Type::Json | Type::RawJson => Some(Helper::JsonValue),
            Type::Map { key, .. } if is_open(key) => Some(Helper::MapOf),
            Type::Flat { parts, rest: Some(_), .. } if !parts.is_empty() => Some(Helper::ValueOf),
            _ => None,
        });
        children(ty, &mut |child| find(child, found));
    }
    let mut found = BTreeSet::new();
    let methods = schema.pages.iter().chain(&schema.mains).flat_map(|api| &api.methods);
    for method in methods {
        let args = method.args.iter().map(|arg| &arg.ty);
        let types = args.chain([&method.returns]).chain(method.error.iter().map(|error| &error.ty));
        types.for_each(|ty| find(ty, &mut found));
    }
    for shape in schema.types.iter().flat_map(|ty| ty.shapes.iter()) {
        find(shape, &mut found);
    }
    found
}

const fn declare_helper(helper: Helper) -> &'static str {
    match helper {
        Helper::AllOrNone => {
            "/** A `T`, or an object without any of its keys. */
export type AllOrNone<T> =
  | T
  | {
      [
        Key in T extends unknown ? Exclude<keyof T, keyof Object> : never
      ]?: never;
    };"
        }
        Helper::JsonValue => {
            "/**
 * Any JSON, which has no NaN and no infinities. An integer beyond 2^53 is a bigint, so that it
 * keeps its digits.
 */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | JsonValue[]
  | { [key: string]: JsonValue };"
        }
        Helper::Keyed => {
            "/** A `T` in which a string is a key with `null` under it, and `null` is no key at all. */
export type Keyed<T> = T extends string
  ? { [Key in T]: null }
  : T extends null
    ? unknown
    : T;"
        }
        Helper::Lenient => {
            "/** A `T` without those of its keys that may have `null`, if one likes. */
export type Lenient<T> = null extends T[keyof T] ? Partial<T> : T;"
        }
        Helper::MapOf => {
            "/** An object whose keys are the values of `K`: any of an open type, some of a closed one. */
export type MapOf<K, V> = [K] extends [string]
  ? string extends K
    ? Record<string, V>
    : Partial<Record<K & string, V>>
  : [K] extends [boolean]
    ? Partial<Record<`${K & boolean}`, V>>
    : Record<number | `${K & (number | bigint)}`, V>;"
        }
        Helper::OneOf => {
            "/** An object with one of the keys of `T` and none of the others, but those that all objects have. */
export type OneOf<T> = {
  [Key in keyof T]-?: Pick<T, Key> & {
    [Other in Exclude<keyof T, Key | keyof Object>]?: never;
  };
}[keyof T];"
        }
        Helper::ValueOf => {
            "/** What the keys of `T` have. */
export type ValueOf<T> = T extends unknown ? T[keyof T] : never;"
        }
    }
}

fn window_property(api: &Api) -> String {
    let docs = comment::jsdoc(&api.docs, &[], 4);
    format!("{docs}    readonly {}: api.{};", literal::key(&api.key), api.name)
}

/// Who implements the methods without a receiver, and calls the others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Peer {
    Page,
    Main,
}

/// Adds an API as the interface that JavaScript sees, after a blank line.
pub(super) fn push_interface(
    code: &mut String,
    api: &Api,
    peer: Peer,
    types: &Definitions<'_>,
    export: &str,
) {
    code.push('\n');
    comment::push(code, &api.docs, &[], 0);
    code.extend([export, "interface ", &api.name, " {"]);
    for (index, method) in api.methods.iter().enumerate() {
        let throws = method.error.as_ref().map(|error| throws(error, types));
        push_line(code, index, &method.docs, throws.as_slice());
        code.push_str(&declare_method(method, peer, types));
    }
    code.push_str(if api.methods.is_empty() { "}\n" } else { "\n}\n" });
}

/// Begins the line of the member of an interface at `index`. One that has docs stands apart.
fn push_line(code: &mut String, index: usize, docs: &Docs, tags: &[String]) {
    code.push('\n');
    let start = code.len();
    comment::push(code, docs, tags, 2);
    if index > 0 && code.len() > start {
        code.insert(start, '\n');
    }
}

fn declare_method(method: &Method, peer: Peer, types: &Definitions<'_>) -> String {
    let accepted = Lowering { types, direction: Direction::Input };
    let produced = Lowering { types, direction: Direction::Output };
    let nothing = TsType::word("void");
    let (params, returns) = match (method.kind, peer) {
        (Kind::Send, _) => (params(method, accepted), nothing),
        (Kind::Invoke, _) => (params(method, accepted), produced.answer(&method.returns).promise()),
        (Kind::Event, Peer::Page) => {
            let listener = TsType::Listener(params(method, produced));
            let listener = Param { name: "listener", optional: false, ty: listener };
            (vec![listener], TsType::Listener(Vec::new()))
        }
        (Kind::Event, Peer::Main) => (params(method, produced), nothing),
        (Kind::Request, _) => {
            let answer = accepted.answer(&method.returns);
            (params(method, produced), TsType::union([answer.clone(), answer.promise()]))
        }
    };
    signature(&method.name, &params, &returns, 2)
}

fn params<'a>(method: &'a Method, lowering: Lowering<'a>) -> Vec<Param<'a>> {
    let param = |arg: &'a Arg| Param {
        name: &arg.name,
        optional: arg.optional,
        ty: lowering.data(&arg.ty),
    };
    method.args.iter().map(param).collect()
}

/// What a fallible method rejects with. It stands in a comment, and so on one line.
fn throws(error: &ErrorType, types: &Definitions<'_>) -> String {
    let codes = error_codes(error, types).into_iter().map(|code| literal::string(&code));
    let codes = codes.collect::<Vec<_>>().join(" | ");
    let data = one_line(&Lowering { types, direction: Direction::Output }.data(&error.ty));
    format!("@throws {{IpcError<{}, {codes}, {data}>}}", literal::string(&error.name))
}

/// Every `code` that an error can have.
fn error_codes(error: &ErrorType, types: &Definitions<'_>) -> Vec<String> {
    let mut codes = Vec::new();
    match &error.code {
        ErrorCode::Application => {}
        ErrorCode::External => variants(&error.ty, types, &mut |variant| match variant {
            Type::Literal(name) => codes.push(name.clone()),
            Type::Object(fields) => codes.extend(fields.iter().map(|field| field.name.clone())),
            _ => {}
        }),
        ErrorCode::Tag(tag) => variants(&error.ty, types, &mut |variant| {
            let Type::Object(fields) = variant else { return };
            let tags = fields.iter().filter(|field| field.name == *tag);
            codes.extend(tags.filter_map(|field| match &field.ty {
                Type::Literal(name) => Some(name.clone()),
                _ => None,
            }));
        }),
    }
    if codes.is_empty() {
        codes.push("application".to_owned());
    }
    codes
}

/// Visits the alternatives of an error: a string, or an object's own keys.
fn variants(ty: &Type, types: &Definitions<'_>, visit: &mut impl FnMut(&Type)) {
    match ty {
        Type::Union(members) => {
            for member in members {
                variants(member, types, visit);
            }
        }
        Type::Named { name, .. } => {
            if let Some(shape) =
                types.get(name).and_then(|found| found.shapes.get(Direction::Output))
            {
                variants(shape, types, visit);
            }
        }
        Type::Flat { fields, .. } => visit(&Type::Object(fields.clone())),
        ty => visit(ty),
    }
}

/// Adds the data types, each after a blank line. Where Rust accepts another shape than it produces,
/// there are two declarations. `export` goes before an alias, whose layout depends on it.
pub(super) fn push_data_types(code: &mut String, types: &[TypeDef], export: &str) {
    let definitions = &Definitions::new(types.iter());
    let mut declare = |ty: &TypeDef, shape: &Type, direction| {
        let head = definitions.head(ty, direction);
        code.push('\n');
        comment::push(code, &ty.docs, &[], 0);
        push_type(code, &head, &Lowering { types: definitions, direction }.data(shape), export);
        code.push('\n');
    };
    for ty in types {
        let output = ty.shapes.get(Direction::Output);
        if let Some(shape) = output {
            declare(ty, shape, Direction::Output);
        }
        if let Some(shape) = ty.shapes.get(Direction::Input)
            && (output.is_none() || ty.input_name != ty.name)
        {
            declare(ty, shape, Direction::Input);
        }
    }
}

fn push_type(code: &mut String, head: &str, ty: &TsType<'_>, export: &str) {
    let arena = Arena::new();
    let (members, other) = match ty {
        TsType::Object(members) => (members, None),
        TsType::Open(members, other) => (members, Some(other)),
        ty => return push(code, alias(&arena, &format!("{export}type {head}"), ty), 0),
    };
    code.extend([export, "interface ", head, " {"]);
    for (index, member) in members.iter().enumerate() {
        push_line(code, index, member.docs, &[]);
        push(code, field(&arena, member), 2);
    }
    if let Some(other) = other {
        code.push('\n');
        push(code, rest(&arena, other), 2);
    }
    code.push_str(if members.is_empty() && other.is_none() { "}" } else { "\n}" });
}
