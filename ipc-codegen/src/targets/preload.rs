//! The nodes of `preload`: a line for each method of each API.

use std::borrow::Cow;
use std::iter;

use pretty::DocAllocator as _;
use serde::Serialize;

use super::keys::{self, Entry};
use super::{Doors, Language, PROTOCOL, runtime};
use crate::print::call::{arrow, call};
use crate::print::{Arena, WIDTH, assign, literal, names, render, width};
use crate::schema::{Kind, Method, Schema};

#[derive(Serialize)]
pub(super) struct Preload {
    /// The argument of `open`.
    options: String,
    /// The calls that give APIs to the page.
    exposures: Vec<String>,
    /// What a preload of one file has in itself.
    runtime: &'static str,
}

impl Preload {
    pub(super) fn new(schema: &Schema, hash: &str, doors: Doors, language: Language) -> Self {
        let pages = if doors.plain { &schema.pages[..] } else { &[] };
        let expose = |(key, entry): &(&str, Entry<'_>)| expose(key, entry, language);
        Self {
            options: format!(
                "{{\n  protocol: {PROTOCOL},\n  schema: \"{hash}\",\n  fast: {},\n}}",
                doors.fast
            ),
            exposures: keys::nest(pages).iter().map(expose).collect(),
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
    let (callee, params) = match method.kind {
        Kind::Send => ("$page.send", names::parameters(method)),
        Kind::Invoke => ("$page.invoke", names::parameters(method)),
        Kind::Event | Kind::Request => ("$page.on", vec!["listener".into()]),
    };
    let arena = Arena::new();
    let args = iter::once(literal::string(&method.channel).into()).chain(params.iter().cloned());
    let args = args.map(|arg: Cow<'_, str>| arena.text(arg)).collect();
    let function = arrow(params, call(&arena, callee, args));
    let key = format!("{}:", literal::key(&method.name));
    render(assign(key, function.append(","), indent), indent)
}
