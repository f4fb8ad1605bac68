//! What only all APIs and types together show: names that collide, and shapes that have to wait
//! for the definitions that they refer to.

mod flat;
mod names;
mod reserved;
mod shapes;

use std::collections::BTreeSet;

pub(crate) use flat::settle;
pub(crate) use names::{check_apis, check_input_names, check_runtime_names, check_types};
pub(crate) use shapes::check_shapes;

use crate::lower::Definition;
use crate::schema::{Type, TypeDef};
use crate::shape::children;

/// The definitions as the schema has them, sorted by name.
pub(crate) fn type_defs(definitions: &[Definition]) -> Vec<TypeDef> {
    let differing = shapes::differing(definitions);
    let mut types: Vec<TypeDef> = definitions
        .iter()
        .map(|definition| TypeDef {
            name: definition.name.clone(),
            input_name: input_name(definition, &differing),
            rust: definition.rust.clone(),
            params: definition.params.clone(),
            docs: definition.docs.clone(),
            output: definition.output.clone(),
            input: definition.input.clone(),
        })
        .collect();
    types.sort_by(|a, b| a.name.cmp(&b.name));
    types
}

fn input_name(definition: &Definition, differing: &BTreeSet<&str>) -> String {
    let name = &definition.name;
    if differing.contains(name.as_str()) { format!("{name}Input") } else { name.clone() }
}

/// Calls `visit` with a type and every type in it.
fn walk<'t>(ty: &'t Type, visit: &mut dyn FnMut(&'t Type)) {
    visit(ty);
    children(ty, &mut |child| walk(child, visit));
}
