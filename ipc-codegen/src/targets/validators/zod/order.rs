//! The order of definitions: each after those that it uses, as far as they do not use it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::constraints::{Constraint, Definition};
use crate::schema::graph::{Edges, on_cycles};

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
        let mut sorted = Vec::new();
        let mut visited = BTreeSet::new();
        for definition in definitions {
            visit(&definition.name, &edges, &mut visited, &mut |name| {
                sorted.extend(by_name.get(name));
            });
        }
        Self { sorted, recursive: on_cycles(&edges) }
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

/// Calls `leave` with the unvisited names that `start` leads to, and last with itself. There may be long
/// chains of names, so it is a loop.
fn visit<'m>(
    start: &'m str,
    edges: &Edges<'m>,
    visited: &mut BTreeSet<&'m str>,
    leave: &mut dyn FnMut(&'m str),
) {
    if !visited.insert(start) {
        return;
    }
    let mut path = vec![(start, 0)];
    while let Some((name, next)) = path.last_mut() {
        match edges.get(name).and_then(|used| used.get(*next)) {
            Some(used) => {
                *next += 1;
                if visited.insert(used) {
                    path.push((used, 0));
                }
            }
            None => {
                leave(name);
                path.pop();
            }
        }
    }
}
