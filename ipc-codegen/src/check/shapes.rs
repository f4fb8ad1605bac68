//! Shapes across definitions: which differ by direction, which are circular, and which do not fit where
//! they are used.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::flat::{FlatContext, ParamUses};
use crate::codes;
use crate::direction::Direction;
use crate::lower::{Definition, Obligation, ObligationKind, Refusal};
use crate::report::Problem;
use crate::schema::endless::{self, Expansive};
use crate::schema::graph::{Edges, with_users};
use crate::schema::map_keys::{NOT_A_KEY, is_key};
use crate::schema::walk::{has_params, walk};
use crate::schema::{Bodies, Type};

/// Names of definitions whose input and output shapes differ, directly or through a reference.
pub(crate) fn differing(definitions: &[Definition]) -> BTreeSet<String> {
    let mut users = Edges::new();
    let mut pending = Vec::new();
    for Definition { name, shapes, .. } in definitions {
        let (Some(output), Some(input)) = (&shapes.output, &shapes.input) else { continue };
        if output != input {
            pending.push(name.as_str());
            continue;
        }
        walk(output, &mut |ty| {
            if let Type::Named { name: used, .. } = ty {
                users.entry(used).or_default().push(name);
            }
        });
    }
    with_users(pending, &users).into_iter().map(str::to_owned).collect()
}

/// Checks the definitions and the obligations. Returns how uses affect the parameters of generic
/// definitions.
pub(crate) fn check_shapes(
    definitions: &[Definition],
    obligations: &[Obligation],
    refusals: &mut Vec<Refusal>,
) -> ParamUses {
    let mut refuse = |problem: Problem, inside: Option<&str>| {
        let found = inside.and_then(|name| definitions.iter().find(|it| it.name == name));
        let foreign = found.filter(|it| it.is_foreign).map(|it| it.rust.clone());
        let definition = inside.map(str::to_owned);
        refusals.push(Refusal { problem, definition, foreign });
    };
    let context = FlatContext::new(definitions);
    let in_direction = |direction| endless::circular(context.bodies(direction));
    let circular = &in_direction(Direction::Output) | &in_direction(Direction::Input);
    for definition in definitions {
        if circular.contains(definition.name.as_str()) {
            let message = format!("`{}` is defined only in terms of itself", definition.name);
            let problem = Problem::new(codes::CIRCULAR_TYPE, message)
                .at(definition.location.clone())
                .help("put an object or a list in between: name the fields");
            refuse(problem, Some(&definition.name));
        }
    }
    let mut open: BTreeMap<_, Vec<&Obligation>> = BTreeMap::new();
    for obligation in obligations {
        let found = check_obligation(&context, obligation, &obligation.ty);
        let is_met = found.is_empty();
        for problem in found {
            refuse(problem, obligation.inside.as_deref());
        }
        // A type with parameters is checked again where these get their arguments.
        if is_met
            && has_params(&obligation.ty)
            && let Some(inside) = &obligation.inside
        {
            open.entry((inside.as_str(), obligation.direction)).or_default().push(obligation);
        }
    }
    let mut uses = ParamUses::default();
    for Obligation { inside, location, ty, direction, kind } in obligations {
        if matches!(kind, ObligationKind::Use)
            && let Some(problem) = check_use(&context, &open, ty, *direction, &mut uses)
        {
            refuse(problem.at(location.clone()), inside.as_deref());
        }
    }
    uses
}

/// The errors for the type of an obligation. `ty` is that type, possibly with arguments.
fn check_obligation(context: &FlatContext<'_>, obligation: &Obligation, ty: &Type) -> Vec<Problem> {
    let Obligation { location, direction, kind, .. } = obligation;
    let bodies = context.bodies(*direction);
    let here = |problem: Problem| problem.at(location.clone());
    match kind {
        ObligationKind::Untagged { name, locations } => {
            let Type::Union(members) = ty else { return Vec::new() };
            let clash = |index: usize| {
                let what = format!("an integer of this type in the untagged enum `{name}`");
                clash_problem(&what).at(locations[index].clone())
            };
            clashing(bodies, members).into_iter().map(clash).collect()
        }
        ObligationKind::TaggedNewtype => {
            context.check_part(ty, kind, *direction).map(here).into_iter().collect()
        }
        ObligationKind::Flattened { index, .. } => {
            let misfit = context.check_part(ty, kind, *direction);
            let unbufferable = match ty {
                Type::Flat { parts, .. } if *direction == Direction::Input => {
                    parts.get(*index).and_then(|part| check_buffered(bodies, part))
                }
                _ => None,
            };
            misfit.into_iter().chain(unbufferable).map(here).collect()
        }
        ObligationKind::Buffered => check_buffered(bodies, ty).map(here).into_iter().collect(),
        ObligationKind::Key if !is_key(bodies, ty) => {
            vec![here(Problem::new(codes::UNMAPPED_TYPE, NOT_A_KEY).help("use a `Vec` of pairs"))]
        }
        ObligationKind::Key | ObligationKind::Use => Vec::new(),
    }
}

/// The members of a union whose wide integers cannot be told from the numbers of another member.
fn clashing(bodies: &Bodies<'_>, members: &[Type]) -> BTreeSet<usize> {
    let is_wide = |index: usize| bodies.reaches(&members[index], &Type::is_bigint);
    let mut found = BTreeSet::new();
    for later in 1..members.len() {
        for earlier in 0..later {
            if bodies.clash(&members[earlier], &members[later]) {
                found.insert(if is_wide(later) { later } else { earlier });
            }
        }
    }
    found
}

/// The error for a type that serde cannot read from its buffer. The buffer keeps the keys of maps as
/// text, from which serde reads no numbers or booleans, and has no 128-bit integers.
fn check_buffered(bodies: &Bodies<'_>, ty: &Type) -> Option<Problem> {
    let (what, instead) = if bodies.reaches_unbufferable_keys(ty) {
        ("map keys that are numbers or booleans", "text as keys, or a `Vec` of pairs")
    } else if bodies.reaches(ty, &Type::is_of_128_bits) {
        ("a 128-bit integer", "64 bits, or a `String`")
    } else if bodies.reaches(ty, &|ty| *ty == Type::RawJson) {
        ("a `RawValue`", "a `serde_json::Value`")
    } else {
        return None;
    };
    Some(Problem::new(codes::UNMAPPED_TYPE, format!("serde cannot read {what} here")).help(
        format!(
            "use {instead}: serde buffers flattened fields, and internally tagged and untagged \
             enums, before it reads them"
        ),
    ))
}

fn clash_problem(what: &str) -> Problem {
    Problem::new(codes::UNTAGGED_BIGINT, format!("{what} cannot be told from other numbers"))
        .help("tag the enum, or use `u32` or `f64`")
}

/// The error for the arguments of a generic definition.
fn check_use(
    context: &FlatContext<'_>,
    open: &BTreeMap<(&str, Direction), Vec<&Obligation>>,
    ty: &Type,
    direction: Direction,
    uses: &mut ParamUses,
) -> Option<Problem> {
    // A type with parameters is checked where these get their arguments.
    if has_params(ty) {
        return None;
    }
    let bodies = context.bodies(direction);
    let found = match endless::uses(bodies, ty, &mut HashSet::new()) {
        Ok(found) => found,
        Err(Expansive(name)) => {
            return Some(
                Problem::new(
                    codes::CIRCULAR_TYPE,
                    format!("`{name}` contains itself with ever new arguments"),
                )
                .help("neither Rust nor TypeScript can expand it: use fewer levels of generics"),
            );
        }
    };
    for ty in found {
        let Type::Named { name, args } = &ty else { continue };
        let body = bodies.body(name)?;
        for obligation in open.get(&(name.as_str(), direction)).into_iter().flatten() {
            let given = bodies.fill(name, args, &obligation.ty);
            if let Some(Problem { location, code, message, help, related }) =
                check_obligation(context, obligation, &given).into_iter().next()
            {
                let here = location.map(|location| (location, "for this".to_owned()));
                let related = here.into_iter().chain(related).collect();
                return Some(Problem { location: None, code, message, help, related });
            }
        }
        if direction == Direction::Input {
            let options = bodies.params(name).iter().zip(args);
            let options = options.filter(|(_, arg)| matches!(arg, Type::Option(_)));
            uses.nullable.extend(options.map(|(param, _)| (name.clone(), param.clone())));
        }
        if context.is_inlined(&ty, direction) {
            uses.has_inlined = true;
            if context.contains_itself(&ty, direction) {
                return Some(
                    Problem::new(
                        codes::FLATTENED_TYPE,
                        format!(
                            "a map or an `Option` cannot be flattened in `{name}`, which contains itself"
                        ),
                    )
                    .help("flatten the type itself, in a type without parameters"),
                );
            }
        }
        let mut strings_as_keys = BTreeSet::new();
        walk(body, &mut |part| {
            if let Type::Flat { .. } = part {
                context.changes_role(
                    part,
                    &bodies.fill(name, args, part),
                    direction,
                    &mut strings_as_keys,
                );
            }
        });
        uses.strings_as_keys.extend(strings_as_keys.into_iter().map(|param| (name.clone(), param)));
    }
    None
}
