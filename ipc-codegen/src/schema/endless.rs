//! Types without end: those that are defined only in terms of themselves, and generic ones that contain
//! themselves with ever new arguments.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::bodies::Bodies;
use super::graph::{Edges, on_cycles};
use super::model::Type;
use super::walk::{is_large, walk};

/// The definitions that reach themselves without an object or a list in between.
pub(crate) fn circular<'d>(bodies: &Bodies<'d>) -> BTreeSet<&'d str> {
    let transparent = Transparent::new(bodies);
    let mut used = Edges::new();
    for (name, _, body) in bodies.iter() {
        transparent.visit(body, &mut |part| {
            if let Type::Named { name: other, .. } = part {
                used.entry(name).or_default().push(other);
            }
        });
    }
    on_cycles(&used)
}

/// The generic definitions' parameters that have no object or list around them.
struct Transparent<'b, 'd> {
    bodies: &'b Bodies<'d>,
    /// Pairs of a definition and a parameter.
    params: BTreeSet<(&'d str, &'d str)>,
}

impl<'b, 'd> Transparent<'b, 'd> {
    fn new(bodies: &'b Bodies<'d>) -> Self {
        let generic: BTreeMap<_, _> = bodies
            .iter()
            .filter(|(_, params, _)| !params.is_empty())
            .map(|(name, _, body)| (name, body))
            .collect();
        let mut users = Edges::new();
        for (&name, body) in &generic {
            walk(body, &mut |part| {
                if let Type::Named { name: used, .. } = part {
                    users.entry(used).or_default().push(name);
                }
            });
        }
        let mut found = Self { bodies, params: BTreeSet::new() };
        let mut pending: Vec<&str> = generic.keys().copied().collect();
        while let Some(name) = pending.pop() {
            let mut params = Vec::new();
            found.visit(generic[name], &mut |part| {
                if let Type::Param(param) = part {
                    params.push((name, param.as_str()));
                }
            });
            let before = found.params.len();
            found.params.extend(params);
            if found.params.len() > before {
                pending.extend(users.get(name).into_iter().flatten());
            }
        }
        found
    }

    /// Visits the names and the parameters in a type that have no object or list around them.
    fn visit<'t>(&self, ty: &'t Type, visit: &mut dyn FnMut(&'t Type)) {
        match ty {
            Type::Option(inner) | Type::AllOrNone(inner) | Type::StringsAsKeys(inner) => {
                self.visit(inner, visit);
            }
            Type::Union(parts) | Type::Flat { parts, .. } => {
                for part in parts {
                    self.visit(part, visit);
                }
            }
            Type::Named { name, args } => {
                visit(ty);
                for (param, arg) in self.bodies.params(name).iter().zip(args) {
                    if self.params.contains(&(name.as_str(), param.as_str())) {
                        self.visit(arg, visit);
                    }
                }
            }
            Type::Param(_) => visit(ty),
            _ => {}
        }
    }
}

/// A generic definition that contains itself with ever new arguments.
pub(crate) struct Expansive(pub(crate) String);

/// The uses of generic definitions to which a type without parameters leads, itself included. `seen` has
/// those of earlier types, to which this adds its own.
pub(crate) fn uses(
    bodies: &Bodies<'_>,
    ty: &Type,
    seen: &mut HashSet<Type>,
) -> Result<Vec<Type>, Expansive> {
    let mut found = Vec::new();
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut pending = vec![ty.clone()];
    while let Some(ty) = pending.pop() {
        let Type::Named { name, args } = &ty else { continue };
        if args.is_empty() || seen.contains(&ty) {
            continue;
        }
        let count = counts.entry(name.clone()).or_default();
        *count += 1;
        if *count > MAX_USES || is_large(&ty) {
            return Err(Expansive(name.clone()));
        }
        if let Some(body) = bodies.body(name) {
            walk(body, &mut |part| {
                if matches!(part, Type::Named { .. }) {
                    pending.push(bodies.fill(name, args, part));
                }
            });
        }
        seen.insert(ty.clone());
        found.push(ty);
    }
    Ok(found)
}

/// How many uses of one generic definition a use may lead to.
const MAX_USES: usize = 1000;
