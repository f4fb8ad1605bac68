//! `types.ts`: declarations.

use crate::direction::Direction;
use crate::print::names::declared_type;
use crate::print::types::{
    Definitions, Lowering, Param, TsType, alias, field, one_line, rest, signature,
};
use crate::print::{Arena, comment, literal, push};
use crate::schema::{Api, Arg, Docs, ErrorCode, ErrorType, Kind, Method, Schema, Type, TypeDef};

/// What `types.ts` begins with.
const START: &str = "\
// Do not edit: change the Rust traits and run `ipc-codegen generate` again.
//
// The types of the APIs and of the data that they carry. Nothing of it is left at run time.

import type * as $ipc from \"./runtime/types.js\";

export type { $ipc };
";

/// `types.ts`: the APIs and the data types. It can be long, and has no other holes: no template
/// needs a copy of it.
pub(super) fn print(schema: &Schema) -> String {
    let definitions = &Definitions::of(schema);
    let mut code = START.to_owned();
    for api in &schema.pages {
        push_interface(&mut code, api, Peer::Page, definitions);
    }
    for api in &schema.mains {
        push_interface(&mut code, api, Peer::Main, definitions);
    }
    push_data_types(&mut code, &schema.types, definitions);
    code
}

/// `export `, where a declaration may have its name. Where it may not, a line after it exports it.
fn export(name: &str) -> (&'static str, Option<String>) {
    let declared = declared_type(name);
    if declared == name {
        ("export ", None)
    } else {
        ("", Some(format!("export type {{ {declared} as {name} }};\n")))
    }
}

/// Who implements the methods without a receiver, and calls the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Peer {
    Page,
    Main,
}

/// Adds an API as the interface that JavaScript sees, after a blank line.
fn push_interface(code: &mut String, api: &Api, peer: Peer, types: &Definitions<'_>) {
    let (export, exported_as) = export(&api.name);
    code.push('\n');
    comment::push(code, &api.docs, &[], 0);
    code.extend([export, "interface ", &*declared_type(&api.name), " {"]);
    for (index, method) in api.methods.iter().enumerate() {
        let throws = method.error.as_ref().map(|error| throws(error, types));
        push_line(code, index, &method.docs, throws.as_slice());
        code.push_str(&declare_method(method, peer, types));
    }
    code.push_str(if api.methods.is_empty() { "}\n" } else { "\n}\n" });
    code.extend(exported_as);
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
        (Kind::Invoke, _) => {
            (params(method, accepted), types.promise(produced.answer(&method.returns)))
        }
        (Kind::Event, Peer::Page) => {
            let listener = TsType::Listener(params(method, produced));
            let listener = Param { name: "listener", optional: false, ty: listener };
            (vec![listener], TsType::Listener(Vec::new()))
        }
        (Kind::Event, Peer::Main) => (params(method, produced), nothing),
        (Kind::Request, _) => {
            let answer = accepted.answer(&method.returns);
            (params(method, produced), TsType::union([answer.clone(), types.promise(answer)]))
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
    format!("@throws {{$ipc.IpcError<{}, {codes}, {data}>}}", literal::string(&error.name))
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
/// there are two declarations.
fn push_data_types(code: &mut String, types: &[TypeDef], definitions: &Definitions<'_>) {
    let mut declare = |ty: &TypeDef, shape: &Type, direction| {
        let name = if direction == Direction::Input { &ty.input_name } else { &ty.name };
        let (export, exported_as) = export(name);
        let head = definitions.head(ty, direction);
        code.push('\n');
        comment::push(code, &ty.docs, &[], 0);
        push_type(code, &head, &Lowering { types: definitions, direction }.data(shape), export);
        code.push('\n');
        code.extend(exported_as);
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

/// `export` goes before an alias, whose layout depends on it.
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
