//! Names across traits and types: all types are in one file, and all channels in one Electron.

use std::collections::BTreeMap;

use ipc_syntax::{Errors, Peer};

use crate::codes;
use crate::lower::{Definition, FoundApi};
use crate::report::{Location, Problem};

/// Reports APIs with the same name or key, and channels of several APIs.
pub(crate) fn check_apis(apis: &[FoundApi<'_>], errors: &mut Errors<Problem>) {
    let mut names = BTreeMap::new();
    let mut keys = BTreeMap::new();
    let mut channels = BTreeMap::new();
    for FoundApi { module, api } in apis {
        let file = &module.file;
        let name = api.name.to_string();
        let location = file.location(api.name.span);
        if let Some(first) = seen(&mut names, name.clone(), &location) {
            errors.push(
                Problem::new(codes::DUPLICATE_API, format!("there are two APIs named `{name}`"))
                    .at(location)
                    .related(first, "the first one")
                    .help("rename one of them"),
            );
        }
        let key = api.key.to_string();
        let location = file.location(api.key.span);
        if api.peer == Peer::Page
            && let Some((other, first)) = around_or_inside(&keys, &key)
        {
            let (inner, outer) =
                if other.len() > key.len() { (other, &key) } else { (&key, other) };
            errors.push(
                Problem::new(
                    codes::DUPLICATE_API_KEY,
                    format!(
                        "`window.{inner}` would be inside `window.{outer}`, which is another API"
                    ),
                )
                .at(location.clone())
                .related(first.clone(), "the other one")
                .help("give one of them another key: `#[ipc_api(window = \"…\")]`"),
            );
        }
        if let Some(first) = seen(&mut keys, (api.peer == Peer::Main, key.clone()), &location) {
            let (message, help) = match api.peer {
                Peer::Page => (
                    format!("`window.{key}` is taken by another API"),
                    "give one of them another key: `#[ipc_api(window = \"…\")]`",
                ),
                Peer::Main => (
                    format!("`connect({{ host: {{ {key} }} }})` is taken by another API"),
                    "rename one of the traits",
                ),
            };
            errors.push(
                Problem::new(codes::DUPLICATE_API_KEY, message)
                    .at(location)
                    .related(first, "the first one")
                    .help(help),
            );
        }
        for method in &api.methods {
            let name_of_channel = &method.channel;
            let location = file.location(name_of_channel.span);
            // Electron's channels are bidirectional.
            let channel = (method.kind.is_implemented_in_rust(), name_of_channel.to_string());
            match channels.get(&channel) {
                // The checks of one trait find its own duplicates, except under different `cfg`s.
                Some((_, owner)) if *owner == name => {}
                Some((first, owner)) => errors.push(
                    Problem::new(
                        ipc_syntax::codes::DUPLICATE_CHANNEL,
                        format!("`{owner}` already has a channel `{name_of_channel}`"),
                    )
                    .at(location)
                    .related(Location::clone(first), "the first one")
                    .help("give one of them another name"),
                ),
                None => {
                    channels.insert(channel, (location, name.clone()));
                }
            }
        }
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

/// The location where the key was seen first, unless this is the first one.
fn seen<K: Ord>(
    known: &mut BTreeMap<K, Location>,
    key: K,
    location: &Location,
) -> Option<Location> {
    let first = known.get(&key).cloned();
    known.entry(key).or_insert_with(|| location.clone());
    first
}

/// A key on `window` that contains `key`, or that `key` contains.
fn around_or_inside<'k>(
    keys: &'k BTreeMap<(bool, String), Location>,
    key: &str,
) -> Option<(&'k String, &'k Location)> {
    let around = key.match_indices('.').find_map(|(at, _)| {
        let ((_, outer), location) = keys.get_key_value(&(false, key[..at].to_owned()))?;
        Some((outer, location))
    });
    let inside = || {
        let prefix = format!("{key}.");
        let ((is_main, inner), location) = keys.range((false, prefix.clone())..).next()?;
        (!is_main && inner.starts_with(&prefix)).then_some((inner, location))
    };
    around.or_else(inside)
}
