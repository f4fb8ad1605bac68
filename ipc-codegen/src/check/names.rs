//! Names across traits and types: all types are in one file, and all channels in one Electron.

use std::collections::BTreeMap;

use ipc_syntax::{Errors, Peer};

use crate::codes;
use crate::lower::{Definition, FoundApi};
use crate::report::{Location, Problem};
use crate::schema;
use crate::schema::collisions::{CollidingName, Collision, collisions};

/// Reports APIs with the same name or key, and channels of several APIs. `schemas` are the same APIs.
pub(crate) fn check_apis(
    apis: &[FoundApi<'_>],
    schemas: &[schema::Api],
    errors: &mut Errors<Problem>,
) {
    for Collision { api, first, name, message } in collisions(schemas) {
        let is_for_pages = schemas[api].peer == Peer::Page;
        let (code, label, help) = match name {
            CollidingName::Api => (codes::DUPLICATE_API, "the first one", "rename one of them"),
            CollidingName::NestedKey => (
                codes::DUPLICATE_API_KEY,
                "the other one",
                "give one of them another key: `#[ipc_api(window = \"…\")]`",
            ),
            CollidingName::Key if is_for_pages => (
                codes::DUPLICATE_API_KEY,
                "the first one",
                "give one of them another key: `#[ipc_api(window = \"…\")]`",
            ),
            CollidingName::Key => {
                (codes::DUPLICATE_API_KEY, "the first one", "rename one of the traits")
            }
            // The checks of one trait find its own duplicates, except under different `cfg`s.
            CollidingName::Channel { .. } if schemas[api].name == schemas[first].name => continue,
            CollidingName::Channel { .. } => (
                ipc_syntax::codes::DUPLICATE_CHANNEL,
                "the first one",
                "give one of them another name",
            ),
        };
        let location = |api: usize, method: Option<usize>| {
            let FoundApi { module, api } = apis[api];
            let name = match (name, method) {
                (_, Some(method)) => &api.methods[method].channel,
                (CollidingName::Api, _) => &api.name,
                _ => &api.key,
            };
            module.file.location(name.span)
        };
        let (method, first_method) = match name {
            CollidingName::Channel { method, first_method } => (Some(method), Some(first_method)),
            _ => (None, None),
        };
        errors.push(
            Problem::new(code, message)
                .at(location(api, method))
                .related(location(first, first_method), label)
                .help(help),
        );
    }
}

/// Reports types and APIs whose names collide in the generated file.
pub(crate) fn check_types(
    apis: &[FoundApi<'_>],
    definitions: &[Definition],
    errors: &mut Errors<Problem>,
) {
    let mut names: BTreeMap<String, (Location, String)> = BTreeMap::new();
    for FoundApi { module, api } in apis {
        let name = api.name.to_string();
        let location = module.file.location(api.name.span);
        names.entry(name.clone()).or_insert((location, format!("the API `{name}`")));
    }
    for definition in definitions {
        let Definition { name, rust, location, .. } = definition;
        match names.get(name) {
            Some((first, other)) => errors.push(
                Problem::new(
                    codes::DUPLICATE_TYPE,
                    format!("`{rust}` and {other} would have the same name in TypeScript"),
                )
                .at(location.clone())
                .related(first.clone(), "the first one")
                .help(format!(
                    "give one of them another name in TypeScript: `#[derive(ipc_runtime::IpcType)] \
                     #[ipc(name = \"{}\")]`",
                    prefixed(rust)
                )),
            ),
            None => {
                names.insert(name.clone(), (location.clone(), format!("`{rust}`")));
            }
        }
    }
}

/// The type's name, prefixed with that of its module: `DialogFilter` for `app::dialog::Filter`.
fn prefixed(rust: &str) -> String {
    let mut parts = rust.rsplit("::");
    let name = parts.next().unwrap_or_default();
    let module: String = parts
        .next()
        .unwrap_or_default()
        .split('_')
        .filter_map(|word| {
            let mut chars = word.chars();
            Some(chars.next()?.to_uppercase().chain(chars).collect::<String>())
        })
        .collect();
    format!("{module}{name}")
}
