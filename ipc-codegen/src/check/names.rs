//! Names across traits and types: one file has them all, and one Electron has all channels.

use std::collections::BTreeMap;

use ipc_syntax::Peer;

use crate::codes;
use crate::lower::{Definition, FoundApi};
use crate::report::{Place, Problem};

/// Reports APIs of one name or key, and channels that several of them have.
pub(crate) fn check_apis(apis: &[FoundApi<'_>], problems: &mut Vec<Problem>) {
    let mut names = BTreeMap::new();
    let mut keys = BTreeMap::new();
    let mut channels = BTreeMap::new();
    for FoundApi { module, api } in apis {
        let file = &module.file;
        let name = api.name.to_string();
        let place = file.place(api.name.at);
        if let Some(first) = seen(&mut names, name.clone(), &place) {
            problems.push(
                Problem::new(codes::DUPLICATE_API, format!("there are two APIs named `{name}`"))
                    .at(place)
                    .related(first, "the first one")
                    .help("rename one of them"),
            );
        }
        let key = api.key.to_string();
        let place = file.place(api.key.at);
        if api.peer == Peer::Page
            && let Some((other, first)) = around_or_inside(&keys, &key)
        {
            let (inner, outer) =
                if other.len() > key.len() { (other, &key) } else { (&key, other) };
            problems.push(
                Problem::new(
                    codes::DUPLICATE_API_KEY,
                    format!("`window.{inner}` would be inside of `window.{outer}`, another API"),
                )
                .at(place.clone())
                .related(first.clone(), "the other one")
                .help("give one of them another key: `#[ipc_api(window = \"…\")]`"),
            );
        }
        if let Some(first) = seen(&mut keys, (api.peer == Peer::Main, key.clone()), &place) {
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
            problems.push(
                Problem::new(codes::DUPLICATE_API_KEY, message)
                    .at(place)
                    .related(first, "the first one")
                    .help(help),
            );
        }
        for method in &api.methods {
            let channel = method.channel.to_string();
            let place = file.place(method.channel.at);
            match channels.get(&channel) {
                // Two of one trait are found by its own checks, unless a `cfg` tells them apart.
                Some((_, owner)) if *owner == name => {}
                Some((first, owner)) => problems.push(
                    Problem::new(
                        ipc_syntax::codes::DUPLICATE_CHANNEL,
                        format!("`{owner}` has a channel `{channel}` already"),
                    )
                    .at(place)
                    .related(Place::clone(first), "the first one")
                    .help("give one of them another name"),
                ),
                None => {
                    channels.insert(channel, (place, name.clone()));
                }
            }
        }
    }
}

/// Reports types and APIs whose names collide in the generated file.
pub(crate) fn check_types(
    apis: &[FoundApi<'_>],
    definitions: &[Definition],
    problems: &mut Vec<Problem>,
) {
    let mut names: BTreeMap<String, (Place, String)> = BTreeMap::new();
    for FoundApi { module, api } in apis {
        let name = api.name.to_string();
        let place = module.file.place(api.name.at);
        names.entry(name.clone()).or_insert((place, format!("the API `{name}`")));
    }
    for definition in definitions {
        let Definition { name, rust, place, .. } = definition;
        match names.get(name) {
            Some((first, other)) => problems.push(
                Problem::new(
                    codes::DUPLICATE_TYPE,
                    format!("`{rust}` and {other} would have one name in TypeScript"),
                )
                .at(place.clone())
                .related(first.clone(), "the first one")
                .help(format!(
                    "give one of them another name in TypeScript: `#[derive(ipc_runtime::IpcType)] \
                     #[ipc(name = \"{}\")]`",
                    prefixed(rust)
                )),
            ),
            None => {
                names.insert(name.clone(), (place.clone(), format!("`{rust}`")));
            }
        }
    }
}

/// The type's name with that of its module before it: `app::dialog::Filter` is `DialogFilter`.
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

/// Where the key was seen before.
fn seen<K: Ord>(known: &mut BTreeMap<K, Place>, key: K, place: &Place) -> Option<Place> {
    let first = known.get(&key).cloned();
    known.entry(key).or_insert_with(|| place.clone());
    first
}

/// A key on `window` that `key` leads through, or that leads through it.
fn around_or_inside<'k>(
    keys: &'k BTreeMap<(bool, String), Place>,
    key: &str,
) -> Option<(&'k String, &'k Place)> {
    let around = key.match_indices('.').find_map(|(at, _)| {
        let ((_, outer), place) = keys.get_key_value(&(false, key[..at].to_owned()))?;
        Some((outer, place))
    });
    let inside = || {
        let prefix = format!("{key}.");
        let ((is_main, inner), place) = keys.range((false, prefix.clone())..).next()?;
        (!is_main && inner.starts_with(&prefix)).then_some((inner, place))
    };
    around.or_else(inside)
}
