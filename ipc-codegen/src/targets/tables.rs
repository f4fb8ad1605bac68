//! `tables`: what crosses, as data, for the page's client and for the main side.

use super::PROTOCOL;
use super::codecs::Codecs;
use crate::print::call::property;
use crate::print::data::{self, Data};
use crate::print::{Arena, push};
use crate::schema::{Api, ErrorCode, ErrorType, Kind, Method, Schema};

/// What the file begins with, whatever its language.
const START: &str = "\
// Do not edit: change the Rust traits and run `ipc-codegen generate` again.
//
// The tables: what the traits declare, for the runtime.
";

/// `tables.ts`.
pub(super) fn typescript(tables: &str) -> String {
    [
        START,
        "\nimport type { Tables } from \"./runtime/wire/tables.js\";\n\n",
        "export const tables: Tables = ",
        tables,
        ";\n",
    ]
    .concat()
}

/// `tables.js`.
pub(super) fn javascript(tables: &str) -> String {
    [START, "\nexport const tables = ", tables, ";\n"].concat()
}

/// `tables.cjs`.
pub(super) fn common_js(tables: &str) -> String {
    [START, "\"use strict\";\n\nexports.tables = ", tables, ";\n"].concat()
}

/// The tables of a schema, and of the runtime's own contract with Electron's main process.
pub(super) fn print(schema: &Schema, host: &Schema, hash: &str) -> String {
    let mut code = format!("{{\n  protocol: {PROTOCOL},\n  schema: \"{hash}\",\n  apis: [\n");
    let mut codecs = Codecs::new(schema.types.iter());
    for api in &schema.pages {
        push_api(&mut code, &mut codecs, api, Peer::Page);
    }
    for api in &schema.mains {
        push_api(&mut code, &mut codecs, api, Peer::Main);
    }
    // Its types are no types of the user's, though they may have one name.
    let mut named = codecs.into_named();
    let mut codecs = Codecs::new(host.types.iter()).without(&named);
    for api in &host.mains {
        push_api(&mut code, &mut codecs, api, Peer::Main);
    }
    named.extend(codecs.into_named());
    code.push_str("  ],\n  codecs: {");
    for (name, codec) in &named {
        let arena = Arena::new();
        code.push('\n');
        push(&mut code, property(name, data::doc(&arena, codec)).append(","), 4);
    }
    code.push_str(if named.is_empty() { "},\n}" } else { "\n  },\n}" });
    code
}

#[derive(Clone, Copy)]
enum Peer {
    Page,
    Main,
}

fn push_api(code: &mut String, codecs: &mut Codecs<'_>, api: &Api, peer: Peer) {
    let peer_name = match peer {
        Peer::Page => "page",
        Peer::Main => "main",
    };
    code.push_str("    {\n");
    for (key, value) in [
        ("name", &*api.name),
        ("fingerprint", &api.fingerprint),
        ("peer", peer_name),
        ("key", &api.key),
    ] {
        let arena = Arena::new();
        let value = data::doc(&arena, &Data::string(value));
        push(code, property(key, value).append(","), 6);
        code.push('\n');
    }
    code.push_str("      methods: [");
    for method in &api.methods {
        let arena = Arena::new();
        let row = row(codecs, method, peer);
        // An only row that fits on a line would be drawn into the line of its brackets.
        let doc = if api.methods.len() == 1 { data::tall } else { data::doc };
        code.push('\n');
        push(code, doc(&arena, &row).append(","), 8);
    }
    code.push_str(if api.methods.is_empty() { "],\n    },\n" } else { "\n      ],\n    },\n" });
}

/// The row of a method.
fn row(codecs: &mut Codecs<'_>, method: &Method, peer: Peer) -> Data {
    let kind = match method.kind {
        Kind::Send => "send",
        Kind::Invoke => "invoke",
        Kind::Event => "event",
        Kind::Request => "request",
    };
    let mut row = vec![
        ("kind", Data::string(kind)),
        ("name", Data::string(&method.name)),
        ("channel", Data::string(&method.channel)),
        ("args", Data::strings(method.args.iter().map(|arg| arg.name.as_str()))),
    ];
    let mut add = |key, codec: Option<Data>| row.extend(codec.map(|codec| (key, codec)));
    let types: Vec<_> = method.args.iter().map(|arg| &arg.ty).collect();
    match (method.kind, peer) {
        (Kind::Send | Kind::Invoke, _) => {
            let args = method.args.iter().map(|arg| (arg.name.as_str(), &arg.ty));
            add("json", codecs.json(args));
            add("order", codecs.ordered_args(&types));
            if method.kind == Kind::Invoke {
                add("returns", codecs.answer(&method.returns));
            }
            add("error", method.error.as_ref().map(|error| failure(codecs, error)));
        }
        (Kind::Event, Peer::Page) => add("decode", codecs.page_args(&types)),
        (Kind::Event, Peer::Main) => add("decode", codecs.args(&types)),
        (Kind::Request, _) => {
            add("decode", codecs.args(&types));
            add("json", codecs.json([("value", &method.returns)].into_iter()));
            add("order", codecs.ordered(&method.returns));
        }
    }
    Data::object(row)
}

fn failure(codecs: &mut Codecs<'_>, error: &ErrorType) -> Data {
    let code = match &error.code {
        ErrorCode::Application => Data::string("application"),
        ErrorCode::External => Data::string("external"),
        ErrorCode::Tag(key) => Data::keyed("tag", Data::string(key)),
    };
    let mut row = vec![("name", Data::string(&error.name)), ("code", code)];
    row.extend(codecs.data(&error.ty).map(|codec| ("data", codec)));
    Data::object(row)
}
