//! `tables`: the methods and their codecs as data, for the page's client and for the main side.

use ipc_runtime::PROTOCOL;
use ipc_syntax::Peer;

use super::codecs::Codecs;
use super::kinds;
use super::print::call::property;
use super::print::doc::{Arena, push};
use super::print::js_value::{self, JsValue};
use crate::schema::{Api, Method, Schema, peer_word};

/// The start of the file in each language.
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
        // Otherwise, keys that every object has, such as `toString`, would get another type.
        " as const;\n",
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

/// The tables of a schema and of `host`, the runtime's own contract with Electron's main process.
pub(super) fn print(schema: &Schema, host: &Schema, hash: &str) -> String {
    let mut code = format!("{{\n  protocol: {PROTOCOL},\n  schema: \"{hash}\",\n  apis: [");
    let mut codecs = Codecs::new(schema.types.iter());
    for api in schema.pages().chain(schema.mains()) {
        push_api(&mut code, &mut codecs, api);
    }
    // Its types may have the names of the user's types.
    let mut named = codecs.into_named();
    let mut codecs = Codecs::new(host.types.iter()).without(&named);
    for api in &host.apis {
        push_api(&mut code, &mut codecs, api);
    }
    named.extend(codecs.into_named());
    let is_empty = schema.apis.is_empty() && host.apis.is_empty();
    code.push_str(if is_empty { "],\n  codecs: {" } else { "\n  ],\n  codecs: {" });
    for (name, codec) in &named {
        let arena = Arena::new();
        code.push('\n');
        push(&mut code, property(name, js_value::doc(&arena, codec)).append(","), 4);
    }
    code.push_str(if named.is_empty() { "},\n}" } else { "\n  },\n}" });
    code
}

fn push_api(code: &mut String, codecs: &mut Codecs<'_>, api: &Api) {
    code.push_str("\n    {\n");
    for (key, value) in [
        ("name", &*api.name),
        ("fingerprint", &api.fingerprint),
        ("peer", peer_word(api.peer)),
        ("key", &api.key),
    ] {
        let arena = Arena::new();
        let value = js_value::doc(&arena, &JsValue::string(value));
        push(code, property(key, value).append(","), 6);
        code.push('\n');
    }
    if api.event_argument {
        code.push_str("      eventArgument: true,\n");
    }
    code.push_str("      methods: [");
    for method in &api.methods {
        let arena = Arena::new();
        let row = row(codecs, method, api.peer);
        // Prettier would put an only row that fits on the line of its brackets.
        let doc = if api.methods.len() == 1 { js_value::tall } else { js_value::doc };
        code.push('\n');
        push(code, doc(&arena, &row).append(","), 8);
    }
    code.push_str(if api.methods.is_empty() { "],\n    }," } else { "\n      ],\n    }," });
}

/// The row of a method.
fn row(codecs: &mut Codecs<'_>, method: &Method, peer: Peer) -> JsValue {
    let mut row = vec![
        ("kind", JsValue::string(method.kind.attribute())),
        ("name", JsValue::string(&method.name)),
        ("channel", JsValue::string(&method.channel)),
        ("args", JsValue::strings(method.args.iter().map(|arg| arg.name.as_str()))),
    ];
    row.extend(kinds::row_codecs(codecs, method, peer));
    JsValue::object(row)
}
