//! The nodes of `preload`: a line for each method of each API.

use serde::Serialize;

use super::schema_json::SchemaJson;
use super::{Doors, names};
use crate::print::call::{arrow, call};
use crate::print::{assign, literal, render, text};
use crate::schema::{Api, Kind, Method, Schema};

/// What the template declares at its top level.
const TAKEN: &[&str] = &[
    "answers",
    "api",
    "arrive",
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
#[expect(clippy::struct_excessive_bools, reason = "the template asks for each by its name")]
pub(super) struct Preload<'a> {
    protocol: u32,
    schema: &'a str,
    /// What the APIs have, and so what functions there must be.
    has_sends: bool,
    has_invokes: bool,
    has_events: bool,
    is_fast: bool,
    apis: Vec<ApiNode<'a>>,
}

#[derive(Serialize)]
struct ApiNode<'a> {
    /// The interface in `types.ts`.
    interface: &'a str,
    variable: String,
    methods: Vec<String>,
    /// The call that gives the variable to the page.
    expose: String,
}

impl<'a> Preload<'a> {
    pub(super) fn new(schema: &'a Schema, json: &'a SchemaJson, doors: Doors) -> Self {
        let pages: &[Api] = if doors.plain { &schema.pages } else { &[] };
        let apis = pages.iter().enumerate().map(|(index, api)| ApiNode::new(api, index));
        let methods = pages.iter().flat_map(|api| &api.methods);
        let has = |kind| methods.clone().any(|method: &Method| method.kind == kind);
        Self {
            protocol: super::PROTOCOL,
            schema: &json.hash,
            has_sends: has(Kind::Send),
            has_invokes: has(Kind::Invoke),
            has_events: has(Kind::Event),
            is_fast: doors.fast,
            apis: apis.collect(),
        }
    }
}

impl<'a> ApiNode<'a> {
    fn new(api: &'a Api, index: usize) -> Self {
        let variable = names::variable(&api.name, index, TAKEN);
        let methods = api.methods.iter().map(|method| method_property(method, 2)).collect();
        let args = vec![text(literal::string(&api.key)), text(&variable)];
        let expose = call("electron.contextBridge.exposeInMainWorld", args);
        Self {
            interface: &api.name,
            variable,
            methods,
            expose: render(expose.append(text(";")), 0),
        }
    }
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
