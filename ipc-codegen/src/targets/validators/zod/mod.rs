//! `schemas.ts`: the values as JavaScript has them, as schemas of zod.

mod expression;
mod helpers;
mod order;
mod types;

use std::collections::BTreeSet;

use pretty::DocAllocator as _;

use self::expression::{Expressions, assigned, export, object};
use self::helpers::Helper;
use self::order::Order;
use self::types::Types;
use super::constraints::{Api, Definition, Model};
use crate::prettier::{WIDTH, width};
use crate::targets::typescript::print::comment;
use crate::targets::typescript::print::definitions::Definitions;
use crate::targets::typescript::print::doc::{Arena, push};
use crate::targets::typescript::print::layout::{one_line, type_alone};

/// The start of the file.
const START: &str = "\
// Do not edit: change the Rust traits and run `ipc-codegen generate` again.
//
// Schemas of zod for the values of the APIs, as JavaScript has them. They check values, and change none.
";

/// Prints the file, definition by definition.
pub(super) fn print<E>(
    model: &Model,
    definitions: &Definitions<'_>,
    mut write: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    let helpers = Helper::all_in(model);
    let apis: Vec<_> = model.apis.iter().filter(|api| api.has_values()).collect();
    write(START)?;
    if model.definitions.is_empty() && apis.is_empty() {
        return write("\nexport {};\n");
    }
    write("\nimport * as $z from \"zod\";\n")?;
    if !model.definitions.is_empty() || helpers.contains(&Helper::Json) {
        write("import type * as $types from \"./types.js\";\n")?;
    }
    for helper in helpers {
        write(helper.text())?;
    }
    let types = Types::new(model, definitions);
    let order = Order::of(&model.definitions);
    let mut declared = BTreeSet::new();
    let mut code = String::new();
    for definition in &order.sorted {
        let is_recursive = order.recursive.contains(&*definition.name);
        push_definition(&mut code, definition, is_recursive, &types, &declared);
        declared.insert(&*definition.name);
        write(&code)?;
        code.clear();
    }
    for api in apis {
        push_api(&mut code, api, &types, &declared);
        write(&code)?;
        code.clear();
    }
    Ok(())
}

/// Adds a definition, after a blank line. A recursive one needs a type of its own; of any other, the
/// type follows from the schema and is compared.
fn push_definition(
    code: &mut String,
    definition: &Definition,
    is_recursive: bool,
    types: &Types<'_>,
    declared: &BTreeSet<&str>,
) {
    let arena = Arena::new();
    let (start, name, exported_as) = export(&definition.name);
    let ty = types.zod_type(definition);
    let expressions = Expressions { types, declared };
    code.push('\n');
    comment::push(code, &definition.docs, &[], 0);
    let doc = if is_recursive {
        let schema = expressions.expression(&arena, &definition.constraint);
        let schema = schema.append(";");
        let left = format!("{start}const {name}: {} =", one_line(&ty));
        if width(&left) > WIDTH {
            let left = arena.text(format!("{start}const {name}: "));
            left.append(type_alone(&arena, &ty)).append(" = ").append(schema)
        } else {
            assigned(&arena, left, schema)
        }
    } else {
        let schema = expressions.compared(&arena, &definition.constraint);
        let schema = schema.append(" satisfies ").append(type_alone(&arena, &ty)).append(";");
        assigned(&arena, format!("{start}const {name} ="), schema)
    };
    push(code, doc, 0);
    code.push('\n');
    code.extend(exported_as);
}

/// Adds the schemas of an API's methods, after a blank line.
fn push_api(code: &mut String, api: &Api, types: &Types<'_>, declared: &BTreeSet<&str>) {
    let arena = Arena::new();
    let expressions = Expressions { types, declared };
    let (start, name, exported_as) = export(&api.name);
    let methods = api.methods.iter().filter(|method| method.has_values()).map(|method| {
        let arguments = method.arguments.as_deref();
        let arguments = arguments.map(|it| ("arguments", expressions.arguments(&arena, it)));
        let result = method.result.as_ref();
        let result = result.map(|it| ("result", expressions.expression(&arena, it)));
        let values = arguments.into_iter().chain(result);
        let values = object(&arena, values.map(|(key, value)| (None, key, value)).collect());
        (Some(&method.docs), &*method.name, values)
    });
    let methods = object(&arena, methods.collect());
    code.push('\n');
    comment::push(code, &api.docs, &[], 0);
    let left = format!("{start}const {name} =");
    push(code, arena.text(left).append(" ").append(methods).append(";"), 0);
    code.push('\n');
    code.extend(exported_as);
}
