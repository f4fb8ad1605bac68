//! Checks that need all APIs and types: colliding names, and shapes that depend on other definitions.

mod explain;
mod flat;
mod names;
mod settle;
mod shapes;

use std::collections::BTreeSet;

pub(crate) use explain::explain;
pub(crate) use names::{check_apis, check_types};
pub(crate) use settle::settle;
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
