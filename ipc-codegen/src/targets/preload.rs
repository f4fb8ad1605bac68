//! The nodes of `preload`: a line for each method of each API.

use serde::Serialize;

use super::names;
use super::schema_json::SchemaJson;
use crate::print::call::{arrow, call};
use crate::print::{assign, literal, render, text};
use crate::schema::{Api, Kind, Method, Schema};

/// What the template declares at its top level.
const TAKEN: &[&str] = &[
    "api",
    "early",
    "electron",
    "hello",
    "invoke",
    "lastMark",
    "listeners",
    "on",
    "send",
    "session",
];

#[derive(Serialize)]
pub(super) struct Preload<'a> {
    protocol: u32,
    schema: &'a str,
    apis: Vec<ApiNode<'a>>,
}

#[derive(Serialize)]
struct ApiNode<'a> {
    /// The interface in `types.ts`.
    interface: &'a str,
    variable: String,
    /// The key on `window`, as a literal.
    key: String,
    methods: Vec<String>,
}

impl<'a> Preload<'a> {
    pub(super) fn new(schema: &'a Schema, json: &'a SchemaJson) -> Self {
        let apis = schema.pages.iter().map(|api| ApiNode {
            interface: &api.name,
            variable: names::variable(&api.name, TAKEN),
            key: literal::string(&api.key),
            methods: methods(api),
        });
        Self { protocol: super::PROTOCOL, schema: &json.hash, apis: apis.collect() }
    }
}

fn methods(api: &Api) -> Vec<String> {
    api.methods.iter().map(|method| method_property(method, 2)).collect()
}

/// `setTitle: (title) => send("set-title", title),`, indented by `indent`.
pub(super) fn method_property(method: &Method, indent: usize) -> String {
    let (callee, params) = match method.kind {
        Kind::Send => ("send", params(method)),
        Kind::Invoke => ("invoke", params(method)),
        Kind::Event | Kind::Request => ("on", vec!["listener".to_owned()]),
    };
    let args = std::iter::once(literal::string(&method.channel)).chain(params.iter().cloned());
    let function = arrow(&params, call(callee, args.map(text).collect()));
    let key = format!("{}:", literal::key(&method.name));
    render(assign(&key, function.append(text(",")), indent), indent)
}

fn params(method: &Method) -> Vec<String> {
    method.args.iter().map(|arg| names::parameter(&arg.name)).collect()
}
