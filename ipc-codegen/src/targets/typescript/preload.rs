//! The nodes of `preload`: one line per method.

use ipc_runtime::PROTOCOL;
use serde::Serialize;

use super::keys::{self, Object};
use super::language::Language;
use super::print::doc::{Arena, assign, render};
use super::print::js_value::{self, JsValue};
use super::print::{constants, literal, names};
use super::{kinds, runtime};
use crate::prettier::{WIDTH, width};
use crate::schema::{Api, Method, Schema};
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
        let expose = |(key, object): &(&str, Object<'_>)| expose(key, object, language);
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

/// `$page.expose<$ipc.Exposed<$types.DesktopApi>>("electronAPI", { … });`
fn expose(key: &str, object: &Object<'_>, language: Language) -> String {
    let sends = sends(object, language);
    let mut code = String::from("$page.expose");
    if language == Language::Ts {
        code.push_str(&type_argument(object, width(&code)));
    }
    let key = literal::string(key);
    let head = code.rsplit('\n').next().unwrap_or_default();
    if width(head) + width(&format!("({key}, {{")) <= WIDTH {
        code.extend(["(", &key, ", "]);
        push_functions(&mut code, object, 0);
        code.push_str(");");
    } else {
        code.extend(["(\n  ", &key, ",\n  "]);
        push_functions(&mut code, object, 2);
        code.push_str(",\n);");
    }
    sends + &code
}

/// `const $counterApiSends: readonly string[] = ["counter-value"];` for each API in an object whose listeners get an event.
fn sends(object: &Object<'_>, language: Language) -> String {
    let own = object.apis.iter().filter(|api| api.event_argument).map(|api| {
        let arena = Arena::new();
        let channels = JsValue::strings(api.sends().map(|method| &*method.channel));
        let ty = match language {
            Language::Ts => ": readonly string[]",
            Language::Js => "",
        };
        let head = format!("const {}{ty} =", names::sends_const(&api.name));
        render(assign(head, js_value::doc(&arena, &channels).append(";"), 0), 0) + "\n"
    });
    own.chain(object.inner.iter().map(|(_, inner)| sends(inner, language))).collect()
}

/// The type of an object in its brackets, which it leaves if it is broken, unless it is an object.
fn type_argument(object: &Object<'_>, before: usize) -> String {
    let line = object.print(0, usize::MAX, false);
    let is_broken = match (&*object.apis, &*object.inner) {
        ([], _) => false,
        (_, []) => before + width(&line) + 3 > WIDTH,
        _ => true,
    };
    if is_broken {
        format!("<\n  {}\n>", object.print(2, WIDTH - 2, false))
    } else {
        format!("<{line}>")
    }
}

fn push_functions(code: &mut String, object: &Object<'_>, indent: usize) {
    let margin = " ".repeat(indent);
    code.push('{');
    for constant in object.apis.iter().flat_map(|api| &api.constants) {
        code.extend(["\n", &constants::property(constant, indent + 2)]);
    }
    for api in &object.apis {
        for method in &api.methods {
            code.extend(["\n", &property(api, method, indent + 2)]);
        }
    }
    for (key, object) in &object.inner {
        code.extend(["\n", &margin, "  ", &*literal::key(key), ": "]);
        push_functions(code, object, indent + 2);
        code.push(',');
    }
    code.extend(["\n", &margin, "}"]);
}

/// `setTitle: (title) => $page.send("set-title", title),`
fn property(api: &Api, method: &Method, indent: usize) -> String {
    let arena = Arena::new();
    let function = kinds::preload_function(&arena, api, method);
    let key = format!("{}:", literal::key(&method.name));
    render(assign(key, function.append(","), indent), indent)
}
