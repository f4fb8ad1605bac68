//! The nodes of `client`: the page's functions through the fast door.

use pretty::DocAllocator as _;
use serde::Serialize;

use super::codecs::{Uses, Variable};
use super::connect::Tables;
use super::names;
use crate::print::call::{array, arrow, call};
use crate::print::{Arena, WIDTH, assign, comment, literal, render};
use crate::schema::{Api, Kind, Method, Schema};

/// What the template declares at its top level, where the name of an API could be in its way.
const TAKEN: &[&str] = &[
    "answer",
    "api",
    "arguments",
    "buffers",
    "calls",
    "cut",
    "decode",
    "door",
    "emit",
    "flush",
    "invoke",
    "listeners",
    "on",
    "pack",
    "post",
    "receive",
    "send",
    "settle",
    "text",
    "unpack",
    "whole",
];

/// The parameter that every call has besides its own.
const OPTIONS: &str = "callOptions";

#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "the template asks for each by its name")]
pub(super) struct Client<'a> {
    methods: String,
    events: String,
    codecs: Vec<Variable>,
    uses: Uses,
    /// What the APIs have, and so what functions there must be.
    has_sends: bool,
    has_invokes: bool,
    has_calls: bool,
    has_events: bool,
    apis: Vec<ApiNode<'a>>,
}

#[derive(Serialize)]
struct ApiNode<'a> {
    docs: String,
    interface: &'a str,
    variable: String,
    /// `export ` where the variable has the name that others import.
    export: &'static str,
    methods: Vec<String>,
    /// `export { api1 as api };` where it has not.
    exported_as: String,
}

impl<'a> ApiNode<'a> {
    fn new(api: &'a Api, index: usize) -> Self {
        let variable = names::variable(&api.name, index, TAKEN);
        let name = names::exported(&api.name);
        let (export, exported_as) = if variable == name {
            ("export ", String::new())
        } else {
            let line = format!("export {{ {variable} as {name} }};\n");
            let is_long = line.len() > WIDTH + "\n".len();
            let lines = || format!("export {{\n  {variable} as {name},\n}};\n");
            ("", if is_long { lines() } else { line })
        };
        Self {
            docs: comment::jsdoc(&api.docs, &[], 0),
            interface: &api.name,
            variable,
            export,
            methods: api.methods.iter().map(method_property).collect(),
            exported_as,
        }
    }
}

impl<'a> Client<'a> {
    pub(super) fn new(schema: &'a Schema) -> Self {
        let arena = Arena::new();
        let mut tables = Tables::new(&arena, schema.types.iter());
        let methods = tables.methods_table(&schema.pages, &[Kind::Send, Kind::Invoke]);
        let events = tables.events_table(&schema.pages);
        let (codecs, uses) = tables.into_codecs();
        let has = |kind| {
            schema.pages.iter().flat_map(|api| &api.methods).any(|method| method.kind == kind)
        };
        let (has_sends, has_invokes) = (has(Kind::Send), has(Kind::Invoke));
        let apis = schema.pages.iter().enumerate();
        let apis = apis.map(|(index, api)| ApiNode::new(api, index)).collect();
        Self {
            methods,
            events,
            codecs,
            uses,
            has_sends,
            has_invokes,
            has_calls: has_sends || has_invokes,
            has_events: has(Kind::Event),
            apis,
        }
    }
}

/// `setTitle: (title, callOptions) => send("set-title", [title], callOptions),`
fn method_property(method: &Method) -> String {
    let arena = Arena::new();
    let channel = arena.text(literal::string(&method.channel));
    let function = match method.kind {
        Kind::Send | Kind::Invoke => {
            let callee = if method.kind == Kind::Send { "send" } else { "invoke" };
            let mut params = names::parameters(method);
            let args = params.iter().map(|param| arena.text(param.clone())).collect();
            let args = vec![channel, array(&arena, args), arena.text(OPTIONS)];
            params.push(OPTIONS.into());
            arrow(params, call(&arena, callee, args))
        }
        Kind::Event | Kind::Request => {
            let args = vec![channel, arena.text("listener")];
            arrow(vec!["listener".into()], call(&arena, "on", args))
        }
    };
    let key = format!("{}:", literal::key(&method.name));
    render(assign(key, function.append(","), 2), 2)
}
