//! What only all APIs and types together show: names that collide, and shapes that have to wait
//! for the definitions that they refer to.

mod flat;
mod names;
mod shapes;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use flat::settle;
pub(crate) use names::{check_apis, check_types};
pub(crate) use shapes::{check_shapes, differing};

use crate::lower::Definition;
use crate::schema::TypeDef;

/// The definitions as the schema has them, sorted by name; `differing` have two shapes.
pub(crate) fn type_defs(
    definitions: Vec<Definition>,
    differing: &BTreeSet<String>,
) -> Vec<TypeDef> {
    let mut types: Vec<TypeDef> = definitions
        .into_iter()
        .map(|definition| TypeDef {
            input_differs: differing.contains(&definition.name),
            name: definition.name,
            rust: definition.rust,
            params: definition.params,
            docs: definition.docs,
            shapes: definition.shapes,
        })
        .collect();
    types.sort_by(|a, b| a.name.cmp(&b.name));
    types
}

/// Names, and those of all that uses them, by itself or by what it uses: `users` has the direct ones.
fn with_users<'d>(
    mut names: Vec<&'d str>,
    mut users: BTreeMap<&'d str, Vec<&'d str>>,
) -> BTreeSet<&'d str> {
    let mut found = BTreeSet::new();
    while let Some(name) = names.pop() {
        if found.insert(name) {
            names.extend(users.remove(name).unwrap_or_default());
        }
    }
    found
}
