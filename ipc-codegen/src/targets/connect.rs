//! The nodes of `connect`: the tables of what crosses, and what a user gives and gets.

use pretty::DocAllocator as _;
use serde::Serialize;

use super::codecs::{Codecs, Uses, Variable};
use super::preload;
use super::types::{Peer, push_data_types, push_interface};
use crate::print::call::{array, object, property, rows};
use crate::print::types::{Definitions, Member, TsType, field};
use crate::print::{Arena, Doc, comment, literal, render};
use crate::schema::{Api, ErrorCode, ErrorType, Kind, Method, Schema, Type, TypeDef};

#[derive(Serialize)]
pub(super) struct Connect<'a> {
    protocol: u32,
    schema: &'a str,
    /// The types of the runtime's own contract, each after a blank line.
    electron_types: String,
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
    pub(super) fn new(schema: &Schema, host: &Schema, schema_hash: &'a str) -> Self {
        // One file, one set of codecs: the runtime's own types are not for users to name.
        let arena = Arena::new();
        let mut tables = Tables::new(&arena, schema.types.iter().chain(&host.types));
        let mains = || schema.mains.iter().chain(&host.mains);
        let table = |rows| render(self::rows(&arena, rows), 0);

        let sends = tables.methods_table(&schema.pages, &[Kind::Send]);
        let invokes = tables.methods_table(&schema.pages, &[Kind::Invoke]);
        let events = tables.events_table(&schema.pages);
        let main_methods = tables.methods(mains(), &[Kind::Send, Kind::Invoke]);
        let host_methods = tables.host_methods(mains());
        let (codecs, uses) = tables.into_codecs();
        let is_invoke = |method: &Method| method.kind == Kind::Invoke;
        let host_types = Definitions::new(host.types.iter());
        let mut electron_types = String::new();
        for api in &host.mains {
            push_interface(&mut electron_types, api, Peer::Main, &host_types, "");
        }
        push_data_types(&mut electron_types, &host.types, "");
        Self {
            protocol: super::PROTOCOL,
            schema: schema_hash,
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
                    .map(|api| api_row(&arena, api, Peer::Page))
                    .chain(mains().map(|api| api_row(&arena, api, Peer::Main)))
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
type Row<'d> = Vec<Doc<'d>>;

fn api_row<'d>(arena: &'d Arena<'d>, api: &Api, peer: Peer) -> Row<'d> {
    let has_served = api.methods.iter().any(is_served);
    vec![
        property("name", string(arena, &api.name)),
        property("fingerprint", string(arena, &api.fingerprint)),
        property("isForPages", arena.text((peer == Peer::Page).to_string())),
        property("isServed", arena.text(has_served.to_string())),
    ]
}

fn string<'d>(arena: &'d Arena<'d>, value: &str) -> Doc<'d> {
    arena.text(literal::string(value))
}

/// Whether Rust implements a method.
fn is_served(method: &Method) -> bool {
    matches!(method.kind, Kind::Send | Kind::Invoke)
}

/// The tables of methods, whose rows have codecs.
pub(super) struct Tables<'a> {
    arena: &'a Arena<'a>,
    codecs: Codecs<'a>,
}

impl<'a> Tables<'a> {
    pub(super) fn new(
        arena: &'a Arena<'a>,
        types: impl Iterator<Item = &'a TypeDef> + Clone,
    ) -> Self {
        Self { arena, codecs: Codecs::new(arena, types) }
    }

    /// The codecs that the tables so far need.
    pub(super) fn into_codecs(self) -> (Vec<Variable>, Uses) {
        (self.codecs.variables, self.codecs.uses)
    }

    pub(super) fn methods_table(&mut self, apis: &[Api], kinds: &[Kind]) -> String {
        render(rows(self.arena, self.methods(apis, kinds)), 0)
    }

    pub(super) fn events_table(&mut self, apis: &[Api]) -> String {
        render(rows(self.arena, self.events(apis)), 0)
    }

    /// What Rust implements.
    fn methods<'s>(
        &mut self,
        apis: impl IntoIterator<Item = &'s Api>,
        kinds: &[Kind],
    ) -> Vec<Row<'a>> {
        let rows =
            apis.into_iter().flat_map(|api| api.methods.iter().map(move |method| (api, method)));
        let rows = rows.filter(|(_, method)| kinds.contains(&method.kind));
        rows.map(|(api, method)| self.method(api, method)).collect()
    }

    fn method(&mut self, api: &Api, method: &Method) -> Row<'a> {
        let args = method.args.iter().map(|arg| string(self.arena, &arg.name)).collect();
        let mut row = vec![
            property("api", string(self.arena, &api.name)),
            property("channel", string(self.arena, &method.channel)),
            property("args", array(self.arena, args)),
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

    fn error(&mut self, error: &ErrorType) -> Doc<'a> {
        let uses = &mut self.codecs.uses;
        let code = match &error.code {
            ErrorCode::Application => {
                uses.application = true;
                self.arena.text("application")
            }
            ErrorCode::External => {
                uses.external = true;
                self.arena.text("external")
            }
            ErrorCode::Tag(key) => {
                uses.tag = true;
                self.arena.text(format!("tag({})", literal::string(key)))
            }
        };
        let mut row =
            vec![property("name", string(self.arena, &error.name)), property("code", code)];
        row.extend(self.codecs.data(&error.ty).map(|codec| property("data", codec)));
        object(self.arena, row)
    }

    /// What pages can listen to.
    fn events(&mut self, apis: &[Api]) -> Vec<Row<'a>> {
        let rows = apis.iter().flat_map(|api| api.methods.iter().map(move |method| (api, method)));
        let rows = rows.filter(|(_, method)| method.kind == Kind::Event);
        rows.map(|(api, method)| {
            let mut row = vec![
                property("api", string(self.arena, &api.name)),
                property("channel", string(self.arena, &method.channel)),
            ];
            let codec = self.codecs.page_args(&arg_types(method));
            row.extend(codec.map(|codec| property("args", codec)));
            row
        })
        .collect()
    }

    /// What this process implements.
    fn host_methods<'s>(&mut self, apis: impl Iterator<Item = &'s Api>) -> Vec<Row<'a>> {
        let rows = apis.flat_map(|api| api.methods.iter().map(move |method| (api, method)));
        let rows = rows.filter(|(_, method)| !is_served(method));
        rows.map(|(api, method)| {
            let mut row = vec![
                property("owner", string(self.arena, &api.key)),
                property("name", string(self.arena, &method.name)),
                property("channel", string(self.arena, &method.channel)),
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
        let names = names.map(|method| TsType::word(literal::string(&method.name)));
        TsType::Generic(utility.into(), vec![interface, TsType::union(names)])
    };
    let member = Member { docs: &api.docs, name: &api.key, optional: false, ty };
    let arena = Arena::new();
    let field = arena.text("readonly ").append(field(&arena, &member));
    Some(comment::jsdoc(&api.docs, &[], indent) + &render(field, indent))
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
