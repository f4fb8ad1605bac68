//! Shapes across definitions: which differ by direction, which are circular, and what ended up in
//! an enum that cannot hold it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::walk;
use crate::codes;
use crate::lower::{Definition, Obligation, ObligationKind};
use crate::report::Problem;
use crate::schema::Type;

/// The names of the definitions that Rust accepts in another shape than it produces them, by
/// themselves or by what they refer to.
pub(super) fn differing(definitions: &[Definition]) -> BTreeSet<&str> {
    let both: Vec<(&str, &Type, &Type)> = definitions
        .iter()
        .filter_map(|it| Some((it.name.as_str(), it.output.as_ref()?, it.input.as_ref()?)))
        .collect();
    let mut differing: BTreeSet<&str> =
        both.iter().filter(|(_, output, input)| output != input).map(|(name, ..)| *name).collect();
    loop {
        let before = differing.len();
        for (name, output, _) in &both {
            let mut is_affected = false;
            walk(output, &mut |ty| {
                is_affected |=
                    matches!(ty, Type::Named { name, .. } if differing.contains(name.as_str()));
            });
            if is_affected {
                differing.insert(name);
            }
        }
        if differing.len() == before {
            return differing;
        }
    }
}

/// Judges what lowering left open.
pub(crate) fn check_shapes(
    definitions: &[Definition],
    obligations: &[Obligation],
    problems: &mut Vec<Problem>,
) {
    let shapes = Shapes::new(definitions);
    for definition in definitions {
        if shapes.is_circular(&definition.name) {
            problems.push(
                Problem::new(
                    codes::CIRCULAR_TYPE,
                    format!("`{}` is defined by itself alone", definition.name),
                )
                .at(definition.place.clone())
                .help("TypeScript needs an object or a list in between: name the fields"),
            );
        }
    }
    let untagged = shapes.untagged_params(obligations);
    for obligation in obligations {
        let problem = match &obligation.kind {
            ObligationKind::Untagged(name) if shapes.reaches_bigint(&obligation.ty) => {
                Problem::new(
                    codes::UNTAGGED_BIGINT,
                    format!("a 64- or 128-bit integer cannot be in the untagged enum `{name}`"),
                )
                .help(
                    "nothing would tell it from other numbers: tag the enum, or use `u32` or `f64`",
                )
            }
            ObligationKind::Use if shapes.gives_bigint(&obligation.ty, &untagged) => Problem::new(
                codes::UNTAGGED_BIGINT,
                "a 64- or 128-bit integer would get into an untagged enum here",
            )
            .help("nothing would tell it from other numbers: tag the enum, or use `u32` or `f64`"),
            ObligationKind::TaggedNewtype(tag) => {
                let Some(reason) = shapes.untaggable(&obligation.ty, tag, &mut BTreeSet::new())
                else {
                    continue;
                };
                Problem::new(
                    codes::TAGGED_NEWTYPE,
                    format!("this cannot carry the tag `{tag}`: {reason}"),
                )
                .help("use a struct with other keys, or `#[serde(tag = \"…\", content = \"…\")]`")
            }
            ObligationKind::Key if !shapes.is_key(&obligation.ty) => Problem::new(
                codes::UNMAPPED_TYPE,
                "the keys of a map must be text, numbers, booleans or the names of variants",
            )
            .help("use a `Vec` of pairs"),
            ObligationKind::Untagged(_) | ObligationKind::Use | ObligationKind::Key => continue,
        };
        problems.push(problem.at(obligation.place.clone()));
    }
}

struct Shapes<'d> {
    /// The bodies of each definition, of those directions that are reached.
    bodies: BTreeMap<&'d str, (&'d Definition, Vec<&'d Type>)>,
}

impl<'d> Shapes<'d> {
    fn new(definitions: &'d [Definition]) -> Self {
        let bodies = definitions.iter().map(|definition| {
            let bodies = definition.output.iter().chain(&definition.input).collect();
            (definition.name.as_str(), (definition, bodies))
        });
        Self { bodies: bodies.collect() }
    }

    fn bodies(&self, name: &str) -> &[&'d Type] {
        self.bodies.get(name).map_or(&[], |(_, bodies)| bodies)
    }

    /// Whether a type reaches itself through aliases alone, which TypeScript cannot follow.
    fn is_circular(&self, name: &str) -> bool {
        let mut visited = BTreeSet::new();
        let mut pending: Vec<&Type> = self.bodies(name).to_vec();
        while let Some(ty) = pending.pop() {
            match ty {
                Type::Option(inner) => pending.push(inner),
                // A map is an alias too: `Record`.
                Type::Map { key, value } => pending.extend([&**key, &**value]),
                Type::Union(parts) | Type::Intersection(parts) => pending.extend(parts),
                Type::Named { name: other, .. } if other == name => return true,
                Type::Named { name: other, args } => {
                    // An object's arguments are looked at later, when its fields are.
                    let bodies = self.bodies(other);
                    if !bodies.iter().all(|body| matches!(body, Type::Object(_))) {
                        pending.extend(args);
                        if visited.insert(other.as_str()) {
                            pending.extend(bodies);
                        }
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// Whether JSON can have the values of a type as keys, and serde reads them there.
    fn is_key(&self, ty: &Type) -> bool {
        let mut visited = HashSet::new();
        // serde reads nothing but text in an enum: it keeps a key as it stands, to look at again.
        let mut pending = vec![(ty, false)];
        while let Some((ty, is_in_enum)) = pending.pop() {
            match ty {
                Type::Bool | Type::Integer | Type::Float | Type::BigInt if !is_in_enum => {}
                Type::Union(parts) => pending.extend(parts.iter().map(|part| (part, true))),
                Type::Named { name, args } if visited.insert((ty, is_in_enum)) => {
                    let Some((definition, bodies)) = self.bodies.get(name.as_str()) else {
                        continue;
                    };
                    pending.extend(bodies.iter().map(|&body| {
                        let index = definition
                            .params
                            .iter()
                            .position(|param| *body == Type::Param(param.clone()));
                        let arg = index.and_then(|index| args.get(index));
                        (arg.unwrap_or(body), is_in_enum)
                    }));
                }
                Type::String | Type::Literal(_) | Type::Named { .. } => {}
                _ => return false,
            }
        }
        true
    }

    fn reaches_bigint(&self, ty: &Type) -> bool {
        let mut visited = BTreeSet::new();
        let mut pending = vec![ty];
        let mut is_reached = false;
        while let Some(ty) = pending.pop() {
            walk(ty, &mut |part| match part {
                Type::BigInt => is_reached = true,
                Type::Named { name, .. } if visited.insert(name.as_str()) => {
                    pending.extend(self.bodies(name));
                }
                _ => {}
            });
        }
        is_reached
    }

    /// The parameters, by definition and index, whose arguments get into an untagged enum.
    fn untagged_params(&self, obligations: &[Obligation]) -> BTreeSet<(String, usize)> {
        let mut untagged = BTreeSet::new();
        let params_in = |ty: &Type, definition: &Definition| {
            let mut found = Vec::new();
            walk(ty, &mut |part| {
                if let Type::Param(name) = part {
                    found.extend(definition.params.iter().position(|param| param == name));
                }
            });
            found
        };
        for obligation in obligations {
            if let ObligationKind::Untagged(name) = &obligation.kind
                && let Some((definition, _)) = self.bodies.get(name.as_str())
            {
                let params = params_in(&obligation.ty, definition);
                untagged.extend(params.into_iter().map(|index| (name.clone(), index)));
            }
        }
        loop {
            let mut found = Vec::new();
            for (definition, bodies) in self.bodies.values() {
                for body in bodies {
                    walk(body, &mut |part| {
                        let Type::Named { name, args } = part else { return };
                        for (index, arg) in args.iter().enumerate() {
                            if untagged.contains(&(name.clone(), index)) {
                                let params = params_in(arg, definition);
                                found.extend(
                                    params.into_iter().map(|at| (definition.name.clone(), at)),
                                );
                            }
                        }
                    });
                }
            }
            let before = untagged.len();
            untagged.extend(found);
            if untagged.len() == before {
                return untagged;
            }
        }
    }

    fn gives_bigint(&self, ty: &Type, untagged: &BTreeSet<(String, usize)>) -> bool {
        let Type::Named { name, args } = ty else { return false };
        args.iter().enumerate().any(|(index, arg)| {
            untagged.contains(&(name.clone(), index)) && self.reaches_bigint(arg)
        })
    }

    /// Why a type cannot be merged with an object that has this tag; nothing if it can.
    fn untaggable<'t>(
        &self,
        ty: &'t Type,
        tag: &str,
        visited: &mut BTreeSet<&'t str>,
    ) -> Option<String>
    where
        'd: 't,
    {
        match ty {
            Type::Object(fields) if fields.iter().any(|field| field.name == tag) => {
                Some("it has a key of that name".to_owned())
            }
            Type::Union(parts) | Type::Intersection(parts) => {
                parts.iter().find_map(|part| self.untaggable(part, tag, visited))
            }
            Type::Named { name, .. } if visited.insert(name) => {
                self.bodies(name).iter().find_map(|body| self.untaggable(body, tag, visited))
            }
            // What is said in TypeScript is for its author to know.
            Type::Object(_) | Type::Named { .. } | Type::TypeScript(_) => None,
            Type::Map { .. } => Some("a map may have a key of that name".to_owned()),
            Type::Param(name) => Some(format!("`{name}` may be anything")),
            _ => Some("it is not an object".to_owned()),
        }
    }
}
