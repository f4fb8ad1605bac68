//! Where the items of a schema stand in the sources.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::Location;

/// The locations of APIs, of their methods, and of types. A schema that was read from JSON has none.
#[derive(Debug, Default)]
pub(crate) struct Locations {
    pub(crate) apis: BTreeMap<String, ApiLocations>,
    /// The name of each type, by that name.
    pub(crate) types: BTreeMap<String, Location>,
    /// The names of types of crates that the user cannot change.
    pub(crate) foreign: BTreeSet<String>,
}

/// The locations of one API.
#[derive(Debug)]
pub(crate) struct ApiLocations {
    /// The trait's name.
    pub(crate) name: Location,
    /// The tokens that give it its key.
    pub(crate) key: Location,
    /// The tokens that give each method its channel, in the order of the methods.
    pub(crate) channels: Vec<Location>,
}

impl Locations {
    /// The name of an API.
    pub(crate) fn api(&self, name: &str) -> Option<Location> {
        self.apis.get(name).map(|api| api.name.clone())
    }

    /// The key of an API.
    pub(crate) fn key(&self, api: &str) -> Option<Location> {
        self.apis.get(api).map(|api| api.key.clone())
    }

    /// The channel of an API's method.
    pub(crate) fn channel(&self, api: &str, method: usize) -> Option<Location> {
        self.apis.get(api)?.channels.get(method).cloned()
    }

    /// The name of a type.
    pub(crate) fn ty(&self, name: &str) -> Option<Location> {
        self.types.get(name).cloned()
    }
}
