//! The order of definitions: each after those that it uses, as far as they do not use it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::constraints::{Constraint, Definition};
use crate::schema::graph::{Edges, on_cycles, post_order};

pub(super) struct Order<'m> {
    pub(super) sorted: Vec<&'m Definition>,
    /// The names of definitions that use themselves.
    pub(super) recursive: BTreeSet<&'m str>,
}

impl<'m> Order<'m> {
    pub(super) fn of(definitions: &'m [Definition]) -> Self {
        let mut edges = Edges::new();
        for definition in definitions {
            edges.insert(&definition.name, used(definition));
        }
        let by_name: BTreeMap<&str, &Definition> =
            definitions.iter().map(|definition| (&*definition.name, definition)).collect();
        let mut visited = BTreeSet::new();
        let names = definitions.iter().flat_map(|it| post_order(&it.name, &edges, &mut visited));
        Self {
            sorted: names.filter_map(|name| by_name.get(name).copied()).collect(),
            recursive: on_cycles(&edges),
        }
    }
}

/// The names that a definition uses.
fn used(definition: &Definition) -> Vec<&str> {
    let mut names = Vec::new();
    definition.constraint.walk(&mut |constraint| {
        if let Constraint::Named(name) = constraint {
            names.push(&**name);
        }
    });
    names
}
