//! Names that TypeScript and the runtime need for themselves, and types that TypeScript refuses.

use std::collections::{BTreeMap, BTreeSet};

use ipc_syntax::{Errors, Peer};

use super::failures::{errors_by_name, failure_name};
use super::print::aliases::Aliases;
use super::print::definitions::Definitions;
use super::print::names::{exported, input_name};
use crate::codes;
use crate::config::how_to_name;
use crate::direction::Direction;
use crate::locations::Locations;
use crate::report::{Location, Problem};
use crate::schema::walk::walk;
use crate::schema::{Bodies, Schema, Type, TypeDef};
use crate::targets::target::Doors;

/// Reports every name that the generated files cannot have.
pub(super) fn check_names(schema: &Schema, locations: &Locations, errors: &mut Errors<Problem>) {
    check_client_names(schema, locations, errors);
    check_runtime_names(schema, locations, errors);
    check_derived_names(schema, locations, errors);
    check_params(schema, locations, errors);
}

/// Reports aliases that lead to themselves.
pub(super) fn check_aliases(schema: &Schema, locations: &Locations, errors: &mut Errors<Problem>) {
    let in_direction = |direction| Bodies::in_direction(direction, schema.types.iter());
    let bodies = [in_direction(Direction::Output), in_direction(Direction::Input)];
    let circular: BTreeSet<&str> =
        bodies.iter().flat_map(|bodies| Aliases::new(bodies).circular()).collect();
    for name in circular {
        let message = format!("`{name}` is defined only in terms of itself");
        let problem = Problem::new(codes::CIRCULAR_TYPE, message)
            .help("TypeScript needs an object or a list in between: name the fields");
        errors.push(at(problem, locations.ty(name)));
    }
}

/// Reports methods that no open door can call.
pub(super) fn check_doors(
    schema: &Schema,
    locations: &Locations,
    doors: Doors,
    errors: &mut Errors<Problem>,
) {
    for api in schema.pages().filter(|_| !doors.plain) {
        for (index, method) in api.methods.iter().enumerate() {
            if method.kind.row().blocks_caller() {
                let message = format!(
                    "`#[{}]` needs the plain door: no port can answer `{}` while the page is blocked",
                    method.kind.attribute(),
                    method.rust
                );
                let problem = Problem::new(codes::CLOSED_DOOR, message)
                    .help("add `plain` to the doors, or use `#[invoke]`");
                errors.push(at(problem, locations.channel(&api.name, index)));
            }
        }
    }
}

/// Adds a location to a problem, if there is one.
fn at(problem: Problem, location: Option<Location>) -> Problem {
    match location {
        Some(location) => problem.at(location),
        None => problem,
    }
}

/// Adds a related location to a problem, if there is one.
fn related(problem: Problem, location: Option<Location>, label: &str) -> Problem {
    match location {
        Some(location) => problem.related(location, label),
        None => problem,
    }
}

/// Reports APIs that `client` would export under one name.
fn check_client_names(schema: &Schema, locations: &Locations, errors: &mut Errors<Problem>) {
    let mut exports = BTreeMap::new();
    for api in schema.pages() {
        let export = exported(&api.name);
        let message = format!("another API is also exported as `{export}` from `client`");
        let first = *exports.entry(export).or_insert(&api.name);
        if *first != api.name {
            let problem = Problem::new(codes::DUPLICATE_API, message).help("rename one of them");
            let problem = at(problem, locations.api(&api.name));
            errors.push(related(problem, locations.api(first), "the first one"));
        }
    }
}

/// Reports names of the runtime's own contract, and of the functions of a connection.
fn check_runtime_names(schema: &Schema, locations: &Locations, errors: &mut Errors<Problem>) {
    for api in &schema.apis {
        let mut refuse = |location: Option<Location>, message: String, help: &str| {
            errors.push(at(Problem::new(codes::RUNTIME_NAME, message).help(help), location));
        };
        if api.name == "Host" {
            let message = "the name `Host` is reserved for the API of the runtime".to_owned();
            refuse(locations.api(&api.name), message, "rename it, for example to `AppHost`");
            continue;
        }
        let key = &*api.key;
        if api.peer == Peer::Main && matches!(key, "attach" | "close" | "detach") {
            let message = format!("the result of `connect` already has a function `{key}`");
            refuse(locations.key(&api.name), message, "rename the trait");
        }
        for (index, method) in api.methods.iter().enumerate() {
            let channel = &method.channel;
            if channel.starts_with("host:") {
                let message = format!("channel `{channel}` has the reserved prefix `host:`");
                refuse(locations.channel(&api.name, index), message, "choose another prefix");
            }
        }
    }
}

/// Reports types and APIs that have the name of what Rust accepts as another type, or of a failure, and
/// errors that have the name of the runtime's own failures.
fn check_derived_names(schema: &Schema, locations: &Locations, errors: &mut Errors<Problem>) {
    let types: BTreeMap<&str, &TypeDef> = schema.types.iter().map(|ty| (&*ty.name, ty)).collect();
    let taken = |name: &str| {
        if let Some(ty) = types.get(name) {
            return Some((locations.ty(name), format!("`{}`", ty.rust)));
        }
        let is_api = schema.apis.iter().any(|api| api.name == name);
        is_api.then(|| (locations.api(name), format!("the API `{name}`")))
    };
    let definitions = Definitions::of(schema);
    for ty in schema.types.iter().filter(|ty| definitions.has_input(&ty.name)) {
        if let Some((location, other)) = taken(&input_name(&ty.name)) {
            let message = format!(
                "{other} has the name that TypeScript needs for what Rust accepts as `{}`",
                ty.name
            );
            let problem = Problem::new(codes::DUPLICATE_TYPE, message);
            let problem = match types.get(&*input_name(&ty.name)) {
                Some(other) if locations.foreign.contains(&other.name) => {
                    problem.help(how_to_name(&other.rust))
                }
                _ => problem.help("rename one of them"),
            };
            let label = "has another type where Rust accepts it";
            errors.push(related(at(problem, location), locations.ty(&ty.name), label));
        }
    }
    for name in errors_by_name(schema).into_keys() {
        if name == "IpcError" {
            let message = "the name `IpcError` is reserved for the failures of the runtime";
            let problem = Problem::new(codes::RUNTIME_NAME, message).help(
                "give it another name in TypeScript: `#[derive(ipc_runtime::IpcType)] \
                 #[ipc(name = \"…\")]`",
            );
            errors.push(at(problem, locations.ty(name)));
        }
        if let Some((location, other)) = taken(&failure_name(name)) {
            let message = format!(
                "{other} has the name that TypeScript needs for a call that fails with `{name}`"
            );
            let problem = Problem::new(codes::DUPLICATE_TYPE, message).help("rename one of them");
            errors.push(related(at(problem, location), locations.ty(name), "the error"));
        }
    }
}

/// Reports type parameters that hide a type to which the definition refers, and that the user's own
/// TypeScript mentions: it would mean the type.
fn check_params(schema: &Schema, locations: &Locations, errors: &mut Errors<Problem>) {
    let definitions = Definitions::of(schema);
    let differing: BTreeMap<String, &str> = schema
        .types
        .iter()
        .filter(|ty| definitions.has_input(&ty.name))
        .map(|ty| (input_name(&ty.name), &*ty.name))
        .collect();
    for TypeDef { name, params, shapes, .. } in &schema.types {
        for param in params {
            let input = differing.get(param).copied();
            let (mut is_hidden, mut is_mentioned) = (false, false);
            for shape in shapes.iter() {
                walk(shape, &mut |part| match part {
                    Type::Named { name, .. } => {
                        is_hidden |= name == param || Some(&**name) == input;
                    }
                    Type::TypeScript(ty) => is_mentioned |= ty.mentions(param),
                    _ => {}
                });
            }
            if is_hidden && is_mentioned {
                let message = format!(
                    "the parameter `{param}` of `{name}` has the name of a type that `{name}` uses"
                );
                let problem = Problem::new(codes::HIDDEN_TYPE, message);
                errors.push(at(problem.help("rename the parameter"), locations.ty(name)));
            }
        }
    }
}
