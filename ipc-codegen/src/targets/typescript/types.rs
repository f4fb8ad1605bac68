//! `types.ts`: the declarations of all types.

use super::print::definitions::Definitions;
use super::print::doc::{Arena, push};
use super::print::layout::{alias, field, one_line, rest};
use super::print::names::declared_type;
use super::print::ts_type::TsType;
use super::print::type_printer::TypePrinter;
use super::print::{comment, constants, names};
use super::{failures, kinds};
use crate::direction::Direction;
use crate::prettier::{WIDTH, width};
use crate::schema::{Api, Docs, Schema, Type, TypeDef};

/// The start of `types.ts`.
const START: &str = "\
// Do not edit: change the Rust traits and run `ipc-codegen generate` again.
//
// The types of the APIs and of the data that they carry. Nothing of it is left at run time.

import type * as $ipc from \"./runtime/types.js\";

export type { $ipc };
";

/// `types.ts`: the APIs and the data types, piece by piece. It can be long.
pub(super) fn print<E>(
    schema: &Schema,
    mut write: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    let definitions = &Definitions::of(schema);
    write(START)?;
    let mut code = String::new();
    for api in schema.pages().chain(schema.mains()) {
        push_interface(&mut code, api, definitions);
        write(&code)?;
        code.clear();
    }
    for ty in &schema.types {
        push_data_type(&mut code, ty, definitions);
        write(&code)?;
        code.clear();
    }
    for (name, errors) in failures::errors_by_name(schema) {
        code.extend(["\n/** How a call fails with the error `", name, "`. */\n"]);
        let failure = failures::failure(&errors, definitions);
        push_type(&mut code, &failures::failure_name(name), &failure, "export ");
        code.push('\n');
        write(&code)?;
        code.clear();
    }
    Ok(())
}

/// `export `, if the declaration may have its name; if not, the line that exports it by that name.
fn export(name: &str) -> (&'static str, Option<String>) {
    let declared = declared_type(name);
    if declared == name {
        ("export ", None)
    } else {
        ("", Some(format!("export type {{ {declared} as {name} }};\n")))
    }
}

/// Adds an API as the interface that JavaScript sees, after a blank line.
fn push_interface(code: &mut String, api: &Api, types: &Definitions<'_>) {
    let (export, exported_as) = export(&api.name);
    code.push('\n');
    comment::push(code, &api.docs, &[], 0);
    code.extend([export, "interface ", &*declared_type(&api.name), " {"]);
    for (index, constant) in api.constants.iter().enumerate() {
        push_line(code, index, &constant.docs, &[]);
        code.push_str(&constants::declaration(constant, 2));
    }
    for (index, method) in api.methods.iter().enumerate() {
        push_line(
            code,
            index + api.constants.len(),
            &method.docs,
            &kinds::doc_lines(method, types),
        );
        code.push_str(&kinds::signature(api, method, types, 2));
    }
    let is_empty = api.methods.is_empty() && api.constants.is_empty();
    code.push_str(if is_empty { "}\n" } else { "\n}\n" });
    code.extend(exported_as);
    if api.event_argument {
        push_sends(code, api, types);
    }
}

/// Adds the channels on which `event.sender` of an API sends, after a blank line.
fn push_sends(code: &mut String, api: &Api, types: &Definitions<'_>) {
    code.extend(["\n/** The channels on which `event.sender` of `", &api.name, "` sends. */\n"]);
    code.extend(["export interface ", &names::sends_type(&api.name), " {"]);
    for method in api.sends() {
        code.extend(["\n", &kinds::sends_signature(method, types, 2)]);
    }
    code.push_str(if api.sends().next().is_none() { "}\n" } else { "\n}\n" });
}

/// Begins a line for member `index` of an interface, after a blank line if it has docs.
fn push_line(code: &mut String, index: usize, docs: &Docs, tags: &[String]) {
    code.push('\n');
    let start = code.len();
    comment::push(code, docs, tags, 2);
    if index > 0 && code.len() > start {
        code.insert(start, '\n');
    }
}

/// Adds a data type, after a blank line. It has two declarations if Rust accepts another shape than it
/// produces.
fn push_data_type(code: &mut String, ty: &TypeDef, definitions: &Definitions<'_>) {
    let mut declare = |shape: &Type, direction| {
        let (export, exported_as) = export(&definitions.name(&ty.name, direction));
        let head = definitions.head(ty, direction);
        code.push('\n');
        comment::push(code, &ty.docs, &[], 0);
        let printer = TypePrinter { types: definitions, direction };
        let (head, declared) = interface(&printer, shape, &head, export)
            .unwrap_or_else(|| (head, printer.data(shape)));
        push_type(code, &head, &declared, export);
        code.push('\n');
        code.extend(exported_as);
    };
    let output = ty.shapes.get(Direction::Output);
    if let Some(shape) = output {
        declare(shape, Direction::Output);
    }
    if let Some(shape) = ty.shapes.get(Direction::Input)
        && (output.is_none() || definitions.has_input(&ty.name))
    {
        declare(shape, Direction::Input);
    }
}

/// An object with the keys of others as `X extends A`, with its own keys, if that fits on a line.
fn interface<'t>(
    printer: &TypePrinter<'t>,
    shape: &'t Type,
    head: &str,
    export: &str,
) -> Option<(String, TsType<'t>)> {
    let (bases, members) = printer.extended(shape)?;
    let bases: Vec<_> = bases.iter().map(one_line).collect();
    let head = format!("{head} extends {}", bases.join(", "));
    let fits = width(&format!("{export}interface {head} {{")) <= WIDTH;
    fits.then_some((head, TsType::Object(members)))
}

/// `export` precedes the declaration, and the layout of an alias depends on it.
fn push_type(code: &mut String, head: &str, ty: &TsType<'_>, export: &str) {
    let arena = Arena::new();
    let (members, other) = match ty {
        TsType::Object(members) => (members, None),
        TsType::Open(members, other) => (members, Some(other)),
        ty => return push(code, alias(&arena, &format!("{export}type {head}"), ty), 0),
    };
    code.extend([export, "interface ", head, " {"]);
    for (index, member) in members.iter().enumerate() {
        push_line(code, index, member.docs, &comment::alias_lines(member.aliases));
        push(code, field(&arena, member), 2);
    }
    if let Some(other) = other {
        code.push('\n');
        push(code, rest(&arena, other), 2);
    }
    code.push_str(if members.is_empty() && other.is_none() { "}" } else { "\n}" });
}
