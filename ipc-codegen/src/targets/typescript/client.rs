//! The nodes of `client`: functions that call through a port of the page's own.

use serde::Serialize;

use super::kinds;
use super::language::Language;
use super::print::doc::{Arena, assign, render};
use super::print::layout::variable;
use super::print::ts_type::TsType;
use super::print::{comment, constants, literal, names};
use crate::prettier::{WIDTH, width};
use crate::schema::{Api, Method, Schema};

#[derive(Serialize)]
pub(super) struct Client {
    apis: Vec<ApiNode>,
}

#[derive(Serialize)]
struct ApiNode {
    docs: String,
    declaration: String,
    /// `export { $delete as delete };` where the declaration cannot be exported itself.
    export: String,
}

impl Client {
    /// The nodes of `client.ts` or of `client.js`.
    pub(super) fn new(schema: &Schema, language: Language) -> Self {
        Self::of(schema, "", |api, head| match language {
            Language::Ts => define(|end| variable(head, &client_of(api), end), api),
            Language::Js => define(|end| format!("{head}{end}"), api),
        })
    }

    /// The nodes of `client.d.ts`.
    pub(super) fn declared(schema: &Schema) -> Self {
        Self::of(schema, "declare ", |api, head| variable(head, &client_of(api), ";"))
    }

    /// `unexported` precedes a declaration that is not exported itself.
    fn of(schema: &Schema, unexported: &str, declare: impl Fn(&Api, &str) -> String) -> Self {
        let node = |api: &Api| {
            let name = names::exported(&api.name);
            let variable = names::declared_const(&name);
            let (export, exported_as) = if variable == name {
                ("export ", String::new())
            } else {
                (unexported, format!("export {{ {variable} as {name} }};\n"))
            };
            ApiNode {
                docs: comment::jsdoc(&api.docs, missing(api).as_slice(), 0),
                declaration: declare(api, &format!("{export}const {variable}")),
                export: exported_as,
            }
        };
        Self { apis: schema.pages().map(node).collect() }
    }
}

/// The type of the variable of an API.
fn client_of(api: &Api) -> TsType<'_> {
    let mut args = vec![TsType::word(format!("$types.{}", api.name))];
    let names: Vec<_> = blocking(api).map(|method| literal::string(&method.name)).collect();
    if !names.is_empty() {
        args.push(TsType::union(names.into_iter().map(TsType::word)));
    }
    TsType::Generic("$ipc.Client".into(), args)
}

/// The methods that the client lacks.
fn blocking(api: &Api) -> impl Iterator<Item = &Method> {
    api.methods.iter().filter(|method| method.kind.row().blocks_caller())
}

/// A line of docs about the methods that the client lacks.
fn missing(api: &Api) -> Option<String> {
    blocking(api).next()?;
    Some(format!("The functions that block the page are on `window.{}` alone.", api.key))
}

/// `export const desktopApi = { … };`. `head` is the text before the object, with the given end.
fn define(head: impl Fn(&'static str) -> String, api: &Api) -> String {
    let beside = head(" = {");
    let is_beside = beside.lines().all(|line| width(line) <= WIDTH);
    let (mut code, close, indent) =
        if is_beside { (beside, "};", 2) } else { (head(" =\n  {"), "  };", 4) };
    let values = api.constants.iter().map(|constant| constants::property(constant, indent));
    let methods = api.methods.iter().filter_map(|method| property(method, indent));
    let properties: Vec<_> = values.chain(methods).collect();
    if properties.is_empty() {
        return head(" = {};");
    }
    for property in &properties {
        code.extend(["\n", property]);
    }
    code.extend(["\n", close]);
    code
}

/// `setTitle: (title, $options) => $door.send("set-title", [title], $options),`
fn property(method: &Method, indent: usize) -> Option<String> {
    let arena = Arena::new();
    let function = kinds::client_function(&arena, method)?;
    let key = format!("{}:", literal::key(&method.name));
    Some(render(assign(key, function.append(","), indent), indent))
}
