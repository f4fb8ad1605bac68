//! Names across traits and types: all types are in one file, and all channels in one Electron.

use std::collections::BTreeMap;

use ipc_syntax::{Errors, Peer};

use crate::codes;
use crate::lower::{Definition, FoundApi};
use crate::report::{Location, Problem};
use crate::tree;

/// Reports APIs with the same name or key, members of `window` that collide, and channels of several
/// APIs.
pub(crate) fn check_apis(apis: &[FoundApi<'_>], errors: &mut Errors<Problem>) {
    check_api_names(apis, errors);
    check_main_keys(apis, errors);
    check_window(apis, errors);
    check_channels(apis, errors);
}

fn check_api_names(apis: &[FoundApi<'_>], errors: &mut Errors<Problem>) {
    let mut names = BTreeMap::new();
    for FoundApi { module, api } in apis {
        let name = &api.name;
        let location = module.file.location(name.span);
        if let Some(first) = seen(&mut names, name.to_string(), &location) {
            errors.push(
                Problem::new(codes::DUPLICATE_API, format!("there are two APIs named `{name}`"))
                    .at(location)
                    .related(first, "the first one")
                    .help("rename one of them"),
            );
        }
    }
}

/// The key of an API with Electron's main process is its name, so two with one key are a mistake.
fn check_main_keys(apis: &[FoundApi<'_>], errors: &mut Errors<Problem>) {
    let mut keys = BTreeMap::new();
    for FoundApi { module, api } in apis.iter().filter(|it| it.api.peer == Peer::Main) {
        let key = &api.key;
        let location = module.file.location(key.span);
        if let Some(first) = seen(&mut keys, key.to_string(), &location) {
            let message = format!("`connect({{ host: {{ {key} }} }})` is taken by another API");
            errors.push(
                Problem::new(codes::DUPLICATE_API_KEY, message)
                    .at(location)
                    .related(first, "the first one")
                    .help("rename one of the traits"),
            );
        }
    }
}

/// A member of `window`, or of an object there.
#[derive(Clone)]
struct Member<'a> {
    api: &'a tree::Api,
    location: Location,
    /// Whether it is a method of the API, and not the object with its methods or an object around
    /// that one.
    is_method: bool,
}

/// Reports methods that have the place of another API's method or object. Several APIs may have one
/// key, and the key of one may begin with that of another.
fn check_window(apis: &[FoundApi<'_>], errors: &mut Errors<Problem>) {
    let mut members: BTreeMap<String, Member<'_>> = BTreeMap::new();
    for &FoundApi { module, api } in apis.iter().filter(|it| it.api.peer == Peer::Page) {
        let key = &*api.key.text;
        let objects = key.match_indices('.').map(|(at, _)| &key[..at]).chain([key]);
        let objects = objects.map(|path| (path.to_owned(), api.key.span, false));
        let methods = api.methods.iter().map(|method| {
            let name = &method.js_name;
            (format!("{key}.{name}"), name.span, true)
        });
        let constants = api.constants.iter().map(|constant| {
            let name = &constant.name;
            (format!("{key}.{name}"), name.span, true)
        });
        for (path, span, is_method) in objects.chain(constants).chain(methods) {
            let member = Member { api, location: module.file.location(span), is_method };
            match members.get(&path) {
                // The checks of one trait find its own duplicates, except under different `cfg`s.
                Some(first) if first.api.name == *api.name.text => {}
                Some(first) if first.is_method || is_method => {
                    errors.push(colliding(&path, first, member));
                }
                Some(_) => {}
                None => {
                    members.insert(path, member);
                }
            }
        }
    }
}

fn colliding(path: &str, first: &Member<'_>, second: Member<'_>) -> Problem {
    let (code, message, help) = if first.is_method && second.is_method {
        (
            ipc_syntax::codes::DUPLICATE_JS_NAME,
            format!(
                "`window.{path}` is a method of `{}` and of `{}`",
                first.api.name, second.api.name
            ),
            "rename one of them, or choose its name in JavaScript with `js = \"…\"`",
        )
    } else {
        let (method, object) = if first.is_method { (first, &second) } else { (&second, first) };
        (
            codes::DUPLICATE_API_KEY,
            format!(
                "`window.{path}` is a method of `{}`, but `{}` is at `window.{}`",
                method.api.name, object.api.name, object.api.key
            ),
            "give the method another name, or the API another key: `#[ipc_api(window = \"…\")]`",
        )
    };
    Problem::new(code, message)
        .at(second.location)
        .related(first.location.clone(), "the first one")
        .help(help)
}

fn check_channels(apis: &[FoundApi<'_>], errors: &mut Errors<Problem>) {
    let mut channels = BTreeMap::new();
    for FoundApi { module, api } in apis {
        for method in &api.methods {
            let name = &method.channel;
            let location = module.file.location(name.span);
            // Electron's channels are bidirectional.
            let channel = (method.kind.is_implemented_in_rust(), &*name.text);
            match channels.get(&channel) {
                // The checks of one trait find its own duplicates, except under different `cfg`s.
                Some((_, owner)) if *owner == &*api.name.text => {}
                Some((first, owner)) => errors.push(
                    Problem::new(
                        ipc_syntax::codes::DUPLICATE_CHANNEL,
                        format!("`{owner}` already has a channel `{name}`"),
                    )
                    .at(location)
                    .related(Location::clone(first), "the first one")
                    .help("give one of them another name"),
                ),
                None => {
                    channels.insert(channel, (location, &*api.name.text));
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
