//! The nodes of `connect`: the tables of what crosses, and what a user gives and gets.

use serde::Serialize;

use super::codecs::{Codecs, Uses, Variable};
use super::preload;
use super::schema_json::SchemaJson;
use super::types::{Declaration, Peer, data_types, interface};
use crate::print::call::{array, object, property, rows};
use crate::print::types::{Definitions, Member, TsType, field};
use crate::print::{Doc, comment, literal, render, text};
use crate::schema::{Api, ErrorCode, ErrorType, Kind, Method, Schema, Type, TypeDef};

#[derive(Serialize)]
pub(super) struct Connect<'a> {
    protocol: u32,
    schema: &'a str,
    /// The types of the runtime's own contract.
    electron_types: Vec<Declaration>,
    /// The properties of `options.host`.
    host: Vec<String>,
    /// The properties of `Connection` that are APIs.
    members: Vec<String>,
    /// Their values.
    member_values: Vec<String>,
    /// Whether this process has something to ask Rust.
    main_invokes: bool,
    /// Whether there is something to call: the runtime's own contract has it always.
    has_calls: bool,
    apis: String,
    sends: String,
    invokes: String,
    events: String,
    main_methods: String,
    host_methods: String,
    codecs: Vec<Variable>,
    uses: Uses,
}

impl<'a> Connect<'a> {
    pub(super) fn new(schema: &Schema, host: &Schema, json: &'a SchemaJson) -> Self {
        // One file, one set of codecs: the runtime's own types are not for users to name.
        let mut tables = Tables::new(schema.types.iter().chain(&host.types));
        let mains = || schema.mains.iter().chain(&host.mains);
        let table = |rows| render(self::rows(rows), 0);

        let sends = tables.methods_table(&schema.pages, &[Kind::Send]);
        let invokes = tables.methods_table(&schema.pages, &[Kind::Invoke]);
        let events = tables.events_table(&schema.pages);
        let main_methods = tables.methods(mains(), &[Kind::Send, Kind::Invoke]);
        let host_methods = tables.host_methods(mains());
        let (codecs, uses) = tables.into_codecs();
        let is_invoke = |method: &Method| method.kind == Kind::Invoke;
        let host_types = Definitions::new(host.types.iter());
        let mut electron_types = Vec::new();
        for api in &host.mains {
            electron_types.push(interface(api, Peer::Main, &host_types, ""));
        }
        electron_types.extend(data_types(&host.types, ""));
        Self {
            protocol: super::PROTOCOL,
            schema: &json.hash,
            electron_types,
            host: schema.mains.iter().filter_map(host_property).collect(),
            members: schema.mains.iter().filter_map(member).collect(),
            member_values: schema.mains.iter().filter_map(member_value).collect(),
            has_calls: true,
            main_invokes: schema.mains.iter().flat_map(|api| &api.methods).any(is_invoke),
            apis: table(
                schema
                    .pages
                    .iter()
                    .map(|api| api_row(api, Peer::Page))
                    .chain(mains().map(|api| api_row(api, Peer::Main)))
                    .collect(),
            ),
            sends,
            invokes,
            events,
            main_methods: table(main_methods),
            host_methods: table(host_methods),
            codecs,
            uses,
        }
    }
}

/// A row of a table: the properties of an object.
type Row = Vec<Doc>;

fn api_row(api: &Api, peer: Peer) -> Row {
    let has_served = api.methods.iter().any(is_served);
    vec![
        property("name", string(&api.name)),
        property("fingerprint", string(&api.fingerprint)),
        property("isForPages", text((peer == Peer::Page).to_string())),
        property("isServed", text(has_served.to_string())),
    ]
}

fn string(value: &str) -> Doc {
    text(literal::string(value))
}

/// Whether Rust implements a method.
fn is_served(method: &Method) -> bool {
    matches!(method.kind, Kind::Send | Kind::Invoke)
}

/// The tables of methods, whose rows have codecs.
pub(super) struct Tables<'a> {
    codecs: Codecs<'a>,
}

impl<'a> Tables<'a> {
    pub(super) fn new(types: impl Iterator<Item = &'a TypeDef> + Clone) -> Self {
        Self { codecs: Codecs::new(types) }
    }

    /// The codecs that the tables so far need.
    pub(super) fn into_codecs(self) -> (Vec<Variable>, Uses) {
        (self.codecs.variables, self.codecs.uses)
    }

    pub(super) fn methods_table(&mut self, apis: &[Api], kinds: &[Kind]) -> String {
        render(rows(self.methods(apis, kinds)), 0)
    }

    pub(super) fn events_table(&mut self, apis: &[Api]) -> String {
        render(rows(self.events(apis)), 0)
    }

    /// What Rust implements.
    fn methods<'s>(&mut self, apis: impl IntoIterator<Item = &'s Api>, kinds: &[Kind]) -> Vec<Row> {
        let rows =
            apis.into_iter().flat_map(|api| api.methods.iter().map(move |method| (api, method)));
        let rows = rows.filter(|(_, method)| kinds.contains(&method.kind));
        rows.map(|(api, method)| self.method(api, method)).collect()
    }

    fn method(&mut self, api: &Api, method: &Method) -> Row {
        let args = method.args.iter().map(|arg| string(&arg.name)).collect();
        let mut row = vec![
            property("api", string(&api.name)),
            property("channel", string(&method.channel)),
            property("args", array(args)),
        ];
        let args = method.args.iter().map(|arg| (arg.name.as_str(), &arg.ty));
        row.extend(self.codecs.json(args).map(|codec| property("json", codec)));
        let codec = self.codecs.ordered_args(&arg_types(method));
        row.extend(codec.map(|codec| property("order", codec)));
        if method.kind == Kind::Invoke {
            row.extend(self.codecs.answer(&method.returns).map(|codec| property("returns", codec)));
        }
        row.extend(method.error.as_ref().map(|error| property("error", self.error(error))));
        row
    }

    fn error(&mut self, error: &ErrorType) -> Doc {
        let uses = &mut self.codecs.uses;
        let code = match &error.code {
            ErrorCode::Application => {
                uses.application = true;
                text("application")
            }
            ErrorCode::External => {
                uses.external = true;
                text("external")
            }
            ErrorCode::Tag(key) => {
                uses.tag = true;
                text(format!("tag({})", literal::string(key)))
            }
        };
        let mut row = vec![property("name", string(&error.name)), property("code", code)];
        row.extend(self.codecs.data(&error.ty).map(|codec| property("data", codec)));
        object(row)
    }

    /// What pages can listen to.
    fn events(&mut self, apis: &[Api]) -> Vec<Row> {
        let rows = apis.iter().flat_map(|api| api.methods.iter().map(move |method| (api, method)));
        let rows = rows.filter(|(_, method)| method.kind == Kind::Event);
        rows.map(|(api, method)| {
            let mut row = vec![
                property("api", string(&api.name)),
                property("channel", string(&method.channel)),
            ];
            let codec = self.codecs.page_args(&arg_types(method));
            row.extend(codec.map(|codec| property("args", codec)));
            row
        })
        .collect()
    }

    /// What this process implements.
    fn host_methods<'s>(&mut self, apis: impl Iterator<Item = &'s Api>) -> Vec<Row> {
        let rows = apis.flat_map(|api| api.methods.iter().map(move |method| (api, method)));
        let rows = rows.filter(|(_, method)| !is_served(method));
        rows.map(|(api, method)| {
            let mut row = vec![
                property("owner", string(&api.key)),
                property("name", string(&method.name)),
                property("channel", string(&method.channel)),
            ];
            let codec = self.codecs.args(&arg_types(method));
            row.extend(codec.map(|codec| property("args", codec)));
            let answer = ("value", &method.returns);
            let codec = self.codecs.json([answer].into_iter());
            row.extend(codec.map(|codec| property("json", codec)));
            let codec = self.codecs.ordered(&method.returns);
            row.extend(codec.map(|codec| property("order", codec)));
            row
        })
        .collect()
    }
}

fn arg_types(method: &Method) -> Vec<&Type> {
    method.args.iter().map(|arg| &arg.ty).collect()
}

/// What the user implements of an API, as a property of `options.host`.
fn host_property(api: &Api) -> Option<String> {
    declare(api, "Omit", is_served, |method| !is_served(method), 4)
}

/// What the user can call of an API, as a property of `Connection`.
fn member(api: &Api) -> Option<String> {
    declare(api, "Pick", is_served, is_served, 2)
}

/// `readonly key: Utility<api.Name, "a" | "b">;` with the methods that are `listed`, or the
/// interface itself where it has only methods that are `wanted`.
fn declare(
    api: &Api,
    utility: &str,
    listed: impl Fn(&Method) -> bool,
    wanted: impl Fn(&Method) -> bool,
    indent: usize,
) -> Option<String> {
    if !api.methods.iter().any(&wanted) {
        return None;
    }
    let interface = TsType::word(format!("api.{}", api.name));
    let ty = if api.methods.iter().all(wanted) {
        interface
    } else {
        let names = api.methods.iter().filter(|method| listed(method));
        let names = names.map(|method| TsType::Word(literal::string(&method.name)));
        TsType::Generic(utility.to_owned(), vec![interface, TsType::union(names)])
    };
    let member = Member { docs: api.docs.clone(), name: api.key.clone(), optional: false, ty };
    let docs = comment::jsdoc(&api.docs, &[], indent);
    Some(docs + &render(text("readonly ").append(field(&member)), indent))
}

/// An API of `Connection`.
fn member_value(api: &Api) -> Option<String> {
    let methods: Vec<_> = api.methods.iter().filter(|method| is_served(method)).collect();
    if methods.is_empty() {
        return None;
    }
    let methods: Vec<_> =
        methods.into_iter().map(|method| preload::method_property(method, 6)).collect();
    Some(format!("    {}: {{\n{}\n    }},", literal::key(&api.key), methods.join("\n")))
}
