//! Short notations for parts of schemas.

use std::sync::Arc;

use heck::ToSnakeCase as _;
use ipc_codegen::schema::{
    Api, Arg, CodeSource, Constant, Docs, ErrorType, Field, Kind, Literal, Method, Peer, Schema,
    Shapes, Type, TypeDef, TypeScript,
};

pub(crate) fn docs(text: &str) -> Docs {
    Docs::new(text, None)
}

pub(crate) fn api(name: &str, key: &str, text: &str, methods: Vec<Method>) -> Api {
    Api {
        name: name.to_owned(),
        peer: Peer::Page,
        key: key.to_owned(),
        event_argument: false,
        fingerprint: format!("{:016x}", name.len()),
        docs: docs(text),
        constants: Vec::new(),
        methods,
    }
}

pub(crate) fn main_api(name: &str, key: &str, text: &str, methods: Vec<Method>) -> Api {
    Api { peer: Peer::Main, ..api(name, key, text, methods) }
}

pub(crate) fn constant(name: &str, text: &str, value: Literal) -> Constant {
    Constant { name: name.to_owned(), docs: docs(text), value }
}

pub(crate) fn method(kind: Kind, channel: &str, name: &str, args: Vec<Arg>) -> Method {
    Method {
        kind,
        channel: channel.to_owned(),
        name: name.to_owned(),
        rust: name.to_snake_case(),
        docs: Docs::default(),
        timeout_ms: None,
        max_bytes: None,
        args,
        returns: Type::Unit,
        error: None,
    }
}

pub(crate) trait MethodExt {
    fn returns(self, ty: Type) -> Self;
    fn fails(self, name: &str, code: CodeSource, ty: Type) -> Self;
    fn docs(self, text: &str) -> Self;
    fn deprecated(self, note: &str) -> Self;
}

impl MethodExt for Method {
    fn returns(self, returns: Type) -> Self {
        Self { returns, ..self }
    }

    fn fails(self, name: &str, code: CodeSource, ty: Type) -> Self {
        Self { error: Some(ErrorType { name: name.to_owned(), code, ty }), ..self }
    }

    fn docs(self, text: &str) -> Self {
        Self { docs: docs(text), ..self }
    }

    fn deprecated(self, note: &str) -> Self {
        Self { docs: Docs::new("", Some(note)), ..self }
    }
}

pub(crate) fn arg(name: &str, ty: Type) -> Arg {
    Arg { name: name.to_owned(), ty, optional: false, stream: false }
}

pub(crate) fn optional(name: &str, ty: Type) -> Arg {
    Arg { name: name.to_owned(), ty: option(ty), optional: true, stream: false }
}

pub(crate) fn stream(name: &str, ty: Type) -> Arg {
    Arg { stream: true, ..arg(name, ty) }
}

pub(crate) fn option(ty: Type) -> Type {
    Type::Option(Box::new(ty))
}

pub(crate) fn list(ty: Type) -> Type {
    Type::List(Box::new(ty))
}

pub(crate) fn map(ty: Type) -> Type {
    Type::Map { key: Box::new(Type::String), value: Box::new(ty) }
}

pub(crate) fn keyed(key: Type) -> Type {
    Type::Map { key: Box::new(key), value: Box::new(Type::BigInt) }
}

pub(crate) fn typescript(text: &str) -> Type {
    Type::TypeScript(TypeScript::parse(text).expect("is a type"))
}

pub(crate) fn named(name: &str) -> Type {
    Type::Named { name: name.to_owned(), args: Vec::new() }
}

pub(crate) fn generic(name: &str, args: Vec<Type>) -> Type {
    Type::Named { name: name.to_owned(), args }
}

pub(crate) fn literal(value: &str) -> Type {
    Type::Literal(value.to_owned())
}

pub(crate) fn field(name: &str, ty: Type) -> Field {
    let (aliases, docs) = (Box::default(), Docs::default());
    Field { name: name.to_owned(), ty, optional: false, aliases, docs }
}

pub(crate) fn maybe(name: &str, ty: Type) -> Field {
    Field { optional: true, ..field(name, ty) }
}

pub(crate) fn flat(fields: Vec<Field>, parts: Vec<Type>) -> Type {
    Type::Flat { fields, parts, rest: None }
}

/// A type that is the same in both directions.
pub(crate) fn shapes(output: Type, input: Type) -> Shapes {
    Shapes { output: Some(Arc::new(output)), input: Some(Arc::new(input)) }
}

pub(crate) fn def(name: &str, ty: Type) -> TypeDef {
    TypeDef {
        name: name.to_owned(),
        input_differs: false,
        refuses_other_keys: false,
        rust: format!("app::{name}"),
        params: Vec::new(),
        docs: docs(&format!("The data of {name}.")),
        shapes: shapes(ty.clone(), ty),
    }
}

/// A type whose two directions differ.
pub(crate) fn two(name: &str, output: Type, input: Type) -> TypeDef {
    TypeDef { input_differs: true, shapes: shapes(output, input), ..def(name, Type::Unit) }
}

pub(crate) fn nothing() -> Schema {
    Schema::default()
}
