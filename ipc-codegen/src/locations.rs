//! Where the items of a schema stand in the sources.

use std::collections::BTreeMap;

use crate::report::Place;

/// The locations of APIs, of their methods, and of types. A schema that was read from JSON has none.
#[derive(Debug, Default)]
pub(crate) struct Locations {
    pub(crate) apis: BTreeMap<String, ApiLocations>,
    /// The name of each type, by that name.
    pub(crate) types: BTreeMap<String, Place>,
}

/// The locations of one API.
#[derive(Debug)]
pub(crate) struct ApiLocations {
    /// The trait's name.
    pub(crate) name: Place,
    /// The tokens that give it its key.
    pub(crate) key: Place,
    /// The tokens that give each method its channel, in the order of the methods.
    pub(crate) channels: Vec<Place>,
}

impl Locations {
    /// The name of an API.
    pub(crate) fn api(&self, name: &str) -> Option<Place> {
        self.apis.get(name).map(|api| api.name.clone())
    }

    /// The key of an API.
    pub(crate) fn key(&self, api: &str) -> Option<Place> {
        self.apis.get(api).map(|api| api.key.clone())
    }

    /// The channel of an API's method.
    pub(crate) fn channel(&self, api: &str, method: usize) -> Option<Place> {
        self.apis.get(api)?.channels.get(method).cloned()
    }

    /// The name of a type.
    pub(crate) fn ty(&self, name: &str) -> Option<Place> {
        self.types.get(name).cloned()
    }
}
