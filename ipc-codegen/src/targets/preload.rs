//! The nodes of `preload`: a line for each method of each API.

use std::borrow::Cow;
use std::iter;

use pretty::DocAllocator as _;
use serde::Serialize;

use super::{Doors, names};
use crate::print::call::{arrow, call};
use crate::print::{Arena, assign, literal, render};
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
    pub(super) fn new(schema: &'a Schema, schema_hash: &'a str, doors: Doors) -> Self {
        let pages: &[Api] = if doors.plain { &schema.pages } else { &[] };
        let apis = pages.iter().enumerate().map(|(index, api)| ApiNode::new(api, index));
        let methods = pages.iter().flat_map(|api| &api.methods);
        let has = |kind| methods.clone().any(|method: &Method| method.kind == kind);
        Self {
            protocol: super::PROTOCOL,
            schema: schema_hash,
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
        let arena = Arena::new();
        let args = vec![arena.text(literal::string(&api.key)), arena.text(variable.clone())];
        let expose = call(&arena, "electron.contextBridge.exposeInMainWorld", args);
        let expose = render(expose.append(";"), 0);
        Self { interface: &api.name, variable, methods, expose }
    }
}

/// `setTitle: (title) => send("set-title", title),`, indented by `indent`.
pub(super) fn method_property(method: &Method, indent: usize) -> String {
    let (callee, params) = match method.kind {
        Kind::Send => ("send", names::parameters(method)),
        Kind::Invoke => ("invoke", names::parameters(method)),
        Kind::Event | Kind::Request => ("on", vec!["listener".into()]),
    };
    let arena = Arena::new();
    let args = iter::once(literal::string(&method.channel).into()).chain(params.iter().cloned());
    let args = args.map(|arg: Cow<'_, str>| arena.text(arg)).collect();
    let function = arrow(params, call(&arena, callee, args));
    let key = format!("{}:", literal::key(&method.name));
    render(assign(key, function.append(","), indent), indent)
}
