//! Names of APIs that collide: all channels are in one Electron, and all keys on one `window`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use ipc_syntax::Peer;

use super::model::Api;

/// A collision. APIs and methods are given by their index.
pub(crate) struct Collision {
    /// The API that has the name, too.
    pub(crate) api: usize,
    /// The API that had it first.
    pub(crate) first: usize,
    pub(crate) name: CollidingName,
    pub(crate) message: String,
}

/// What has the name.
#[derive(Clone, Copy)]
pub(crate) enum CollidingName {
    /// The trait.
    Api,
    /// The key on `window` or in `connect({ host })`.
    Key,
    /// The key, which contains the key of the other API, or is inside of it.
    NestedKey,
    /// The channel of a method.
    Channel { method: usize, first_method: usize },
}

/// The collisions of all APIs.
pub(crate) fn collisions(apis: &[Api]) -> Vec<Collision> {
    let mut found = Vec::new();
    let mut names = BTreeMap::new();
    let mut keys = BTreeMap::new();
    let mut channels: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (index, api) in apis.iter().enumerate() {
        let mut add = |first, name, message| {
            found.push(Collision { api: index, first, name, message });
        };
        let Api { name, key, peer, .. } = api;
        match names.entry(name) {
            Entry::Occupied(first) => {
                add(*first.get(), CollidingName::Api, format!("there are two APIs named `{name}`"));
            }
            Entry::Vacant(entry) => {
                entry.insert(index);
            }
        }
        if *peer == Peer::Page
            && let Some((other, first)) = around_or_inside(&keys, key)
        {
            let (inner, outer) =
                if other.len() > key.len() { (other, &**key) } else { (&**key, other) };
            let message =
                format!("`window.{inner}` would be inside `window.{outer}`, which is another API");
            add(first, CollidingName::NestedKey, message);
        }
        match keys.entry((*peer == Peer::Main, key.clone())) {
            Entry::Occupied(first) => {
                let message = match peer {
                    Peer::Page => format!("`window.{key}` is taken by another API"),
                    Peer::Main => {
                        format!("`connect({{ host: {{ {key} }} }})` is taken by another API")
                    }
                };
                add(*first.get(), CollidingName::Key, message);
            }
            Entry::Vacant(entry) => {
                entry.insert(index);
            }
        }
        for (method, row) in api.methods.iter().enumerate() {
            match channels.entry(&*row.channel) {
                Entry::Occupied(first) => {
                    let (first, first_method) = *first.get();
                    let message =
                        format!("`{}` already has a channel `{}`", apis[first].name, row.channel);
                    add(first, CollidingName::Channel { method, first_method }, message);
                }
                Entry::Vacant(entry) => {
                    entry.insert((index, method));
                }
            }
        }
    }
    found
}

/// A key on `window` that contains `key`, or that `key` contains, and its API.
fn around_or_inside<'k>(
    keys: &'k BTreeMap<(bool, String), usize>,
    key: &str,
) -> Option<(&'k str, usize)> {
    let around = key.match_indices('.').find_map(|(at, _)| {
        let ((_, outer), api) = keys.get_key_value(&(false, key[..at].to_owned()))?;
        Some((outer.as_str(), *api))
    });
    let inside = || {
        let prefix = format!("{key}.");
        let ((is_main, inner), api) = keys.range((false, prefix.clone())..).next()?;
        (!is_main && inner.starts_with(&prefix)).then_some((inner.as_str(), *api))
    };
    around.or_else(inside)
}
