//! Names across traits and types: all types are in one file, and all channels in one Electron.

use std::collections::BTreeMap;

use ipc_syntax::Errors;

use crate::codes;
use crate::config::{how_to_name, prefixed};
use crate::lower::{Definition, FoundApi};
use crate::report::{Location, Problem};
use crate::schema;
use crate::schema::collisions::{Collision, Part, Rule, Site, collisions};

/// Reports names, keys, members of `window` and channels that collide. `schemas` are the same APIs.
pub(crate) fn check_apis(
    apis: &[FoundApi<'_>],
    schemas: &[schema::Api],
    errors: &mut Errors<Problem>,
) {
    for Collision { rule, first, second, message } in collisions(schemas) {
        let (code, help) = match rule {
            Rule::ApiNames => (codes::DUPLICATE_API, "rename one of them"),
            Rule::MainKeys => (codes::DUPLICATE_API_KEY, "rename one of the traits"),
            // The checks of one trait find its own duplicates, except under different `cfg`s.
            Rule::Members | Rule::Channels
                if schemas[first.api].name == schemas[second.api].name =>
            {
                continue;
            }
            Rule::Members => (
                ipc_syntax::codes::DUPLICATE_JS_NAME,
                "rename one of them, or choose its name in JavaScript with `js = \"…\"`",
            ),
            Rule::Objects => (
                codes::DUPLICATE_API_KEY,
                "give the method another name, or the API another key: `#[ipc_api(window = \"…\")]`",
            ),
            Rule::Channels => {
                (ipc_syntax::codes::DUPLICATE_CHANNEL, "give one of them another name")
            }
        };
        let location = |Site { api, part }: Site| {
            let FoundApi { module, api } = apis[api];
            let name = match part {
                Part::Name => &api.name,
                Part::Key => &api.key,
                Part::Constant(index) => &api.constants[index].name,
                Part::Method(index) => &api.methods[index].js_name,
                Part::Channel(index) => &api.methods[index].channel,
            };
            module.file.location(name.span)
        };
        errors.push(
            Problem::new(code, message)
                .at(location(second))
                .related(location(first), "the first one")
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
        let Definition { name, rust, location, is_foreign, .. } = definition;
        match names.get(name) {
            Some((first, other)) => errors.push(
                Problem::new(
                    codes::DUPLICATE_TYPE,
                    format!("`{rust}` and {other} would have the same name in TypeScript"),
                )
                .at(location.clone())
                .related(first.clone(), "the first one")
                .help(if *is_foreign {
                    how_to_name(rust)
                } else {
                    format!(
                        "give one of them another name in TypeScript: \
                         `#[derive(ipc_runtime::IpcType)] #[ipc(name = \"{}\")]`",
                        prefixed(rust)
                    )
                }),
            ),
            None => {
                names.insert(name.clone(), (location.clone(), format!("`{rust}`")));
            }
        }
    }
}
