//! Checks that a schema which was read defines what it refers to.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Schema, Type, TypeDef};
use super::walk::walk;

/// Reports the first name that is defined twice or not at all.
pub(super) fn check_references(schema: &Schema) -> Result<(), String> {
    let mut types: BTreeMap<&str, &TypeDef> = BTreeMap::new();
    for ty in &schema.types {
        if types.insert(&ty.name, ty).is_some() {
            return Err(format!("there are two types `{}`", ty.name));
        }
    }
    for ty in &schema.types {
        for shape in ty.shapes.iter() {
            check_type(shape, &ty.params, &types)
                .map_err(|error| format!("{error}, in the type `{}`", ty.name))?;
        }
    }
    let mut apis = BTreeSet::new();
    for api in &schema.apis {
        if !apis.insert(&api.name) {
            return Err(format!("there are two APIs `{}`", api.name));
        }
        for method in &api.methods {
            let args = method.args.iter().map(|arg| &arg.ty);
            let error = method.error.as_ref().map(|error| &error.ty);
            for ty in args.chain([&method.returns]).chain(error) {
                check_type(ty, &[], &types).map_err(|error| {
                    format!("{error}, in the method `{}` of `{}`", method.name, api.name)
                })?;
            }
        }
    }
    Ok(())
}

fn check_type(
    ty: &Type,
    params: &[String],
    types: &BTreeMap<&str, &TypeDef>,
) -> Result<(), String> {
    let mut result = Ok(());
    walk(ty, &mut |part| {
        let error = match part {
            Type::Named { name, args } => match types.get(&**name) {
                None => Some(format!("`{name}` is not defined")),
                Some(found) if found.params.len() != args.len() => {
                    let count = found.params.len();
                    let plural = if count == 1 { "" } else { "s" };
                    Some(format!("`{name}` takes {count} argument{plural}, not {}", args.len()))
                }
                Some(_) => None,
            },
            Type::Param(name) if !params.contains(name) => {
                Some(format!("`{name}` is not a parameter"))
            }
            _ => None,
        };
        if let (Ok(()), Some(error)) = (&result, error) {
            result = Err(error);
        }
    });
    result
}
