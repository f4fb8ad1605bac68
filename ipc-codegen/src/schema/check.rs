//! Checks a schema that need not be from the compiler: names that are given once and that are defined, types
//! that end, and keys of maps.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use ipc_syntax::Peer;

use super::bodies::Bodies;
use super::collisions::{Collision, Part, Site, collisions};
use super::endless::{Expansive, circular, uses};
use super::map_keys::{NOT_A_KEY, is_key};
use super::model::{Schema, Type, TypeDef};
use super::paths::path_to;
use super::walk::{children, has_params, walk};
use crate::direction::Direction;

/// How deeply types may be nested. A type that compiles has no more parts.
pub(super) const MAX_DEPTH: usize = 4096;

impl Schema {
    /// Reports the first thing that no compiler writes: a path in the JSON, and what is wrong there.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.check_names()?;
        self.check_event_arguments()?;
        let roots = self.roots();
        let definitions = self.definitions();
        for root in &roots {
            root.check_depth()?;
            root.check_references(&definitions)?;
        }
        for direction in [Direction::Output, Direction::Input] {
            let bodies = Bodies::in_direction(direction, self.types.iter());
            if let Some(name) = circular(&bodies).first() {
                let index = self.types.iter().position(|ty| ty.name == *name).unwrap_or_default();
                return Err(format!("types[{index}]: `{name}` is defined only in terms of itself"));
            }
            let mut seen = HashSet::new();
            for root in roots.iter().filter(|root| root.direction == direction) {
                root.check_uses(&bodies, &mut seen)?;
            }
        }
        Ok(())
    }

    /// Reports names that several types, APIs or methods have.
    fn check_names(&self) -> Result<(), String> {
        let mut types = BTreeSet::new();
        for (index, ty) in self.types.iter().enumerate() {
            if !types.insert(&ty.name) {
                return Err(format!("types[{index}]: there are two types `{}`", ty.name));
            }
        }
        for (index, api) in self.apis.iter().enumerate() {
            if types.contains(&api.name) {
                return Err(format!("apis[{index}]: there is a type `{}`, too", api.name));
            }
        }
        let Some(Collision { second: Site { api, part }, message, .. }) =
            collisions(&self.apis).into_iter().next()
        else {
            return Ok(());
        };
        let path = match part {
            Part::Name | Part::Key => String::new(),
            Part::Constant(index) => format!(".constants[{index}]"),
            Part::Method(index) | Part::Channel(index) => format!(".methods[{index}]"),
        };
        Err(format!("apis[{api}]{path}: {message}"))
    }

    /// Reports APIs that have no listeners of a page to get an event.
    fn check_event_arguments(&self) -> Result<(), String> {
        for (index, api) in self.apis.iter().enumerate() {
            if api.event_argument && api.peer == Peer::Main {
                return Err(format!(
                    "apis[{index}].eventArgument: no page listens to the events of `{}`",
                    api.name
                ));
            }
        }
        Ok(())
    }

    fn definitions(&self) -> BTreeMap<&str, &TypeDef> {
        self.types.iter().map(|ty| (&*ty.name, ty)).collect()
    }

    /// The types at fixed paths: the shapes of definitions, and the types of methods.
    fn roots(&self) -> Vec<Root<'_>> {
        let mut roots = Vec::new();
        for (index, ty) in self.types.iter().enumerate() {
            let is_shared = ty.shapes.output == ty.shapes.input;
            for (direction, key) in [(Direction::Output, "output"), (Direction::Input, "input")] {
                if let Some(shape) = ty.shapes.get(direction) {
                    let key = if is_shared { "shape" } else { key };
                    let path = format!("types[{index}].{key}");
                    roots.push(Root { path, ty: shape, direction, params: &ty.params });
                }
            }
        }
        for (api_index, api) in self.apis.iter().enumerate() {
            for (index, method) in api.methods.iter().enumerate() {
                let method_path = format!("apis[{api_index}].methods[{index}]");
                let mut add = |path: String, ty, direction| {
                    let path = format!("{method_path}.{path}");
                    roots.push(Root { path, ty, direction, params: &[] });
                };
                let direction = Direction::of_arguments(method.kind);
                for (index, arg) in method.args.iter().enumerate() {
                    add(format!("args[{index}].type"), &arg.ty, direction);
                }
                let direction = Direction::of_answer(method.kind);
                add("returns".to_owned(), &method.returns, direction);
                if let Some(error) = &method.error {
                    add("error.type".to_owned(), &error.ty, direction);
                }
            }
        }
        roots
    }
}

/// A type at a fixed path.
struct Root<'s> {
    path: String,
    ty: &'s Type,
    direction: Direction,
    /// The parameters that it may contain.
    params: &'s [String],
}

impl Root<'_> {
    /// The error about a part of the type.
    fn error(&self, part: &Type, message: &str) -> String {
        let path = path_to(part, self.ty).unwrap_or_default();
        format!("{}{path}: {message}", self.path)
    }

    /// The first error that `check` finds in a part of the type.
    fn check_parts(
        &self,
        check: &mut dyn FnMut(&Type) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut result = Ok(());
        walk(self.ty, &mut |part| {
            if result.is_ok() {
                result = check(part).map_err(|message| self.error(part, &message));
            }
        });
        result
    }

    /// Checks in a loop, because later checks take some stack for each level.
    fn check_depth(&self) -> Result<(), String> {
        let mut pending = vec![(self.ty, 1)];
        while let Some((ty, depth)) = pending.pop() {
            if depth > MAX_DEPTH {
                return Err(format!("{}: more than {MAX_DEPTH} types are nested", self.path));
            }
            children(ty, &mut |child| pending.push((child, depth + 1)));
        }
        Ok(())
    }

    fn check_references(&self, types: &BTreeMap<&str, &TypeDef>) -> Result<(), String> {
        self.check_parts(&mut |part| match part {
            Type::Named { name, args } => match types.get(&**name) {
                None => Err(format!("`{name}` is not defined")),
                Some(found) if found.params.len() != args.len() => {
                    let count = found.params.len();
                    let plural = if count == 1 { "" } else { "s" };
                    Err(format!("`{name}` takes {count} argument{plural}, not {}", args.len()))
                }
                Some(_) => Ok(()),
            },
            Type::Param(name) if !self.params.contains(name) => {
                Err(format!("`{name}` is not a parameter"))
            }
            _ => Ok(()),
        })
    }

    /// Checks that generic types end, and the keys of maps in the type and in the generic types.
    fn check_uses(&self, bodies: &Bodies<'_>, seen: &mut HashSet<Type>) -> Result<(), String> {
        self.check_parts(&mut |part| {
            check_key(bodies, part)?;
            if !matches!(part, Type::Named { .. }) || has_params(part) {
                return Ok(());
            }
            let found = uses(bodies, part, seen).map_err(|Expansive(name)| {
                format!("`{name}` contains itself with ever new arguments")
            })?;
            for ty in found {
                let Type::Named { name, args } = &ty else { continue };
                let mut result = Ok(());
                if let Some(body) = bodies.body(name) {
                    walk(body, &mut |part| {
                        if result.is_ok() && matches!(part, Type::Map { .. }) {
                            result = check_key(bodies, &bodies.fill(name, args, part));
                        }
                    });
                }
                result?;
            }
            Ok(())
        })
    }
}

fn check_key(bodies: &Bodies<'_>, ty: &Type) -> Result<(), String> {
    match ty {
        Type::Map { key, .. } if !is_key(bodies, key) => Err(NOT_A_KEY.to_owned()),
        _ => Ok(()),
    }
}
