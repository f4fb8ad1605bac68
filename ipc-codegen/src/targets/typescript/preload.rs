//! The nodes of `preload`: one line per method.

use ipc_runtime::PROTOCOL;
use serde::Serialize;

use super::keys::{self, Entry};
use super::language::Language;
use super::print::doc::{Arena, assign, render};
use super::print::literal;
use super::{kinds, runtime};
use crate::prettier::{WIDTH, width};
use crate::schema::{Method, Schema};
use crate::targets::target::Doors;

#[derive(Serialize)]
pub(super) struct Preload {
    /// The argument of `open`.
    options: String,
    /// The calls that expose APIs to the page.
    exposures: Vec<String>,
    /// The runtime, in a preload that is one file.
    runtime: &'static str,
}

impl Preload {
    pub(super) fn new(schema: &Schema, hash: &str, doors: Doors, language: Language) -> Self {
        let exposed = if doors.plain { keys::nest(schema) } else { Vec::new() };
        let expose = |(key, entry): &(&str, Entry<'_>)| expose(key, entry, language);
        Self {
            options: format!(
                "{{\n  protocol: {PROTOCOL},\n  schema: \"{hash}\",\n  fast: {},\n}}",
                doors.fast
            ),
            exposures: exposed.iter().map(expose).collect(),
            runtime: match language {
                Language::Ts => "",
                Language::Js => runtime::preload(),
            },
        }
    }
}

/// `$page.expose<$types.DesktopApi>("electronAPI", { … });`
fn expose(key: &str, entry: &Entry<'_>, language: Language) -> String {
    let mut code = String::from("$page.expose");
    if language == Language::Ts {
        code.push('<');
        push_type(&mut code, entry, 0);
        code.push('>');
    }
    let key = literal::string(key);
    let head = code.rsplit('\n').next().unwrap_or_default();
    if width(head) + width(&format!("({key}, {{")) <= WIDTH {
        code.extend(["(", &key, ", "]);
        push_functions(&mut code, entry, 0);
        code.push_str(");");
    } else {
        code.extend(["(\n  ", &key, ",\n  "]);
        push_functions(&mut code, entry, 2);
        code.push_str(",\n);");
    }
    code
}

fn push_type(code: &mut String, entry: &Entry<'_>, indent: usize) {
    match entry {
        Entry::Api(api) => code.extend(["$types.", &api.name]),
        Entry::Group(inner) => {
            code.push_str("{\n");
            let margin = " ".repeat(indent);
            for (key, entry) in inner {
                code.extend([&margin, "  readonly ", &*literal::key(key), ": "]);
                push_type(code, entry, indent + 2);
                code.push_str(";\n");
            }
            code.extend([&margin, "}"]);
        }
    }
}

fn push_functions(code: &mut String, entry: &Entry<'_>, indent: usize) {
    let margin = " ".repeat(indent);
    code.push('{');
    match entry {
        Entry::Api(api) => {
            for method in &api.methods {
                code.extend(["\n", &property(method, indent + 2)]);
            }
        }
        Entry::Group(inner) => {
            for (key, entry) in inner {
                code.extend(["\n", &margin, "  ", &*literal::key(key), ": "]);
                push_functions(code, entry, indent + 2);
                code.push(',');
            }
        }
    }
    code.extend(["\n", &margin, "}"]);
}

/// `setTitle: (title) => $page.send("set-title", title),`
fn property(method: &Method, indent: usize) -> String {
    let arena = Arena::new();
    let function = kinds::preload_function(&arena, method);
    let key = format!("{}:", literal::key(&method.name));
    render(assign(key, function.append(","), indent), indent)
}
