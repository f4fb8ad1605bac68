//! Names of APIs that collide: all channels are in one Electron, and all keys on one `window`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use ipc_syntax::Peer;

use super::model::Api;

/// Two names that collide.
pub(crate) struct Collision {
    pub(crate) rule: Rule,
    /// The name that was there first.
    pub(crate) first: Site,
    pub(crate) second: Site,
    pub(crate) message: String,
}

/// The rule that a collision breaks.
#[derive(Clone, Copy)]
pub(crate) enum Rule {
    /// Traits have names of their own.
    ApiNames,
    /// The key of an API with Electron's main process is its name, so two with one key are a mistake.
    MainKeys,
    /// Several APIs may have one key, and the key of one may begin with that of another, if their
    /// members have names of their own.
    Members,
    /// No member has the place of an object with members.
    Objects,
    /// A channel has one method in each direction: Electron's channels are bidirectional.
    Channels,
}

/// A name of an API, which is given by its index.
#[derive(Clone, Copy)]
pub(crate) struct Site {
    pub(crate) api: usize,
    pub(crate) part: Part,
}

/// The part of an API that has a name. Its index is that among its like.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    Name,
    Key,
    Constant(usize),
    Method(usize),
    Channel(usize),
}

impl Site {
    /// Whether it is a constant or a method, and not the object with them or an object around that one.
    const fn is_member(self) -> bool {
        matches!(self.part, Part::Constant(_) | Part::Method(_))
    }

    const fn is_method(self) -> bool {
        matches!(self.part, Part::Method(_))
    }

    const fn noun(self) -> &'static str {
        if self.is_method() { "method" } else { "member" }
    }
}

/// The collisions of all APIs.
pub(crate) fn collisions(apis: &[Api]) -> Vec<Collision> {
    let mut found = Vec::new();
    let mut names = BTreeMap::new();
    let mut main_keys = BTreeMap::new();
    let mut members: BTreeMap<String, Site> = BTreeMap::new();
    let mut channels: BTreeMap<(bool, &str), Site> = BTreeMap::new();
    for (index, api) in apis.iter().enumerate() {
        let site = |part| Site { api: index, part };
        let Api { name, key, .. } = api;
        if let Some(first) = insert(&mut names, name, site(Part::Name)) {
            let message = format!("there are two APIs named `{name}`");
            found.push(Collision {
                rule: Rule::ApiNames,
                first,
                second: site(Part::Name),
                message,
            });
        }
        match api.peer {
            Peer::Page => add_members(apis, index, &mut members, &mut found),
            Peer::Main => {
                if let Some(first) = insert(&mut main_keys, key, site(Part::Key)) {
                    let message =
                        format!("`connect({{ host: {{ {key} }} }})` is taken by another API");
                    found.push(Collision {
                        rule: Rule::MainKeys,
                        first,
                        second: site(Part::Key),
                        message,
                    });
                }
            }
        }
        for (method, row) in api.methods.iter().enumerate() {
            let channel = (row.kind.is_implemented_in_rust(), &*row.channel);
            let second = site(Part::Channel(method));
            if let Some(first) = insert(&mut channels, channel, second) {
                let owner = &apis[first.api].name;
                let message = format!("`{owner}` already has a channel `{}`", row.channel);
                found.push(Collision { rule: Rule::Channels, first, second, message });
            }
        }
    }
    found
}

/// Adds the objects and the members of an API on `window`.
fn add_members(
    apis: &[Api],
    index: usize,
    members: &mut BTreeMap<String, Site>,
    found: &mut Vec<Collision>,
) {
    let Api { key, constants, methods, .. } = &apis[index];
    let objects = key.match_indices('.').map(|(at, _)| &key[..at]).chain([&**key]);
    let objects = objects.map(|path| (path.to_owned(), Part::Key));
    let constants = constants.iter().enumerate();
    let constants =
        constants.map(|(at, constant)| (format!("{key}.{}", constant.name), Part::Constant(at)));
    let methods = methods.iter().enumerate();
    let methods = methods.map(|(at, method)| (format!("{key}.{}", method.name), Part::Method(at)));
    for (path, part) in objects.chain(constants).chain(methods) {
        let second = Site { api: index, part };
        let Some(first) = insert(members, path.clone(), second) else { continue };
        if !first.is_member() && !second.is_member() {
            continue;
        }
        let (rule, message) = if first.is_member() && second.is_member() {
            let owner = |site: Site| &apis[site.api].name;
            let noun = if first.is_method() { second.noun() } else { first.noun() };
            let message = format!(
                "`window.{path}` is a {noun} of `{}` and of `{}`",
                owner(first),
                owner(second)
            );
            (Rule::Members, message)
        } else {
            let (member, object) =
                if first.is_member() { (first, second) } else { (second, first) };
            let noun = member.noun();
            let (member, object) = (&apis[member.api], &apis[object.api]);
            let message = format!(
                "`window.{path}` is a {noun} of `{}`, but `{}` is at `window.{}`",
                member.name, object.name, object.key
            );
            (Rule::Objects, message)
        };
        found.push(Collision { rule, first, second, message });
    }
}

/// Adds a name, unless it is there: then its first site is returned.
fn insert<K: Ord>(sites: &mut BTreeMap<K, Site>, name: K, site: Site) -> Option<Site> {
    match sites.entry(name) {
        Entry::Occupied(first) => Some(*first.get()),
        Entry::Vacant(entry) => {
            entry.insert(site);
            None
        }
    }
}
