//! Checks that need all APIs and types: colliding names, and shapes that depend on other definitions.

mod flat;
mod names;
mod settle;
mod shapes;
mod users;

use std::collections::BTreeSet;

pub(crate) use names::{
    check_apis, check_input_names, check_params, check_runtime_names, check_types,
};
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
            input_name: if differing.contains(&definition.name) {
                format!("{}Input", definition.name)
            } else {
                definition.name.clone()
            },
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
