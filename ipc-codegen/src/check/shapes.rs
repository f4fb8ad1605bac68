//! Shapes across definitions: which differ by direction, which are circular, and what ended up in
//! an enum that cannot hold it.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::flat::{Flats, Given};
use super::walk;
use crate::codes;
use crate::direction::Direction;
use crate::lower::{Definition, Obligation, ObligationKind};
use crate::report::Problem;
use crate::schema::Type;
use crate::shape::Bodies;

/// The names of the definitions that Rust accepts in another shape than it produces them, by
/// themselves or by what they refer to.
pub(super) fn differing(definitions: &[Definition]) -> BTreeSet<&str> {
    let both: Vec<(&str, &Arc<Type>, &Arc<Type>)> = definitions
        .iter()
        .map(|it| (it.name.as_str(), &it.shapes))
        .filter_map(|(name, it)| Some((name, it.output.as_ref()?, it.input.as_ref()?)))
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
) -> Given {
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
    let flats = Flats::new(definitions);
    let mut given = Given::default();
    for obligation in obligations {
        let Obligation { place, ty, direction, kind } = obligation;
        let bodies = flats.bodies(*direction);
        match kind {
            ObligationKind::Untagged { name, places } => {
                let Type::Union(members) = ty else { continue };
                let clashes = clashing(bodies, members).into_iter().map(|index| &places[index]);
                problems.extend(clashes.map(|place| {
                    let what = format!("an integer of this type in the untagged enum `{name}`");
                    clash_problem(&what).at(place.clone())
                }));
            }
            ObligationKind::Use => {
                let problem = misuse(&flats, ty, *direction, &mut given);
                problems.extend(problem.map(|problem| problem.at(place.clone())));
            }
            ObligationKind::TaggedNewtype | ObligationKind::Flattened { .. } => {
                let problem = flats.judge(ty, kind, *direction);
                problems.extend(problem.map(|problem| problem.at(place.clone())));
                if let (ObligationKind::Flattened { index, .. }, Type::Flat { parts, .. }) =
                    (kind, ty)
                    && *direction == Direction::Input
                {
                    let problem = parts.get(*index).and_then(|part| unread(bodies, part));
                    problems.extend(problem.map(|problem| problem.at(place.clone())));
                }
            }
            ObligationKind::Buffered => {
                problems.extend(unread(bodies, ty).map(|problem| problem.at(place.clone())));
            }
            ObligationKind::Key if !shapes.is_key(ty) => problems.push(
                Problem::new(
                    codes::UNMAPPED_TYPE,
                    "the keys of a map must be text, numbers, booleans or the names of variants",
                )
                .help("use a `Vec` of pairs")
                .at(place.clone()),
            ),
            ObligationKind::Key => {}
        }
    }
    given
}

/// The members of a union with integers that another member's numbers cannot be told from.
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

/// What is wrong with a type that serde keeps as it came, to read it later: it keeps the keys of
/// maps as text, out of which it reads no number and no boolean, and integers of 64 bits.
fn unread(bodies: &Bodies<'_>, ty: &Type) -> Option<Problem> {
    let (what, instead) = if bodies.reaches_unkept_keys(ty) {
        ("the keys of a map, which are numbers or booleans", "text as keys, or a `Vec` of pairs")
    } else if bodies.reaches(ty, &|ty| *ty == Type::BigInt128) {
        ("a 128-bit integer", "64 bits, or a `String`")
    } else if bodies.reaches(ty, &|ty| *ty == Type::RawJson) {
        ("a `RawValue`", "a `serde_json::Value`")
    } else {
        return None;
    };
    Some(Problem::new(codes::UNMAPPED_TYPE, format!("serde cannot read {what}, here")).help(
        format!(
            "use {instead}: what is flattened, and an enum with a tag inside or with none, is \
                 read in a second step"
        ),
    ))
}

fn clash_problem(what: &str) -> Problem {
    Problem::new(
        codes::UNTAGGED_BIGINT,
        format!("{what} cannot be told from the other numbers that may be there"),
    )
    .help("tag the enum, or use `u32` or `f64`")
}

struct Shapes<'d> {
    /// The bodies of each definition, of those directions that are reached.
    bodies: BTreeMap<&'d str, (&'d Definition, Vec<&'d Type>)>,
}

impl<'d> Shapes<'d> {
    fn new(definitions: &'d [Definition]) -> Self {
        let bodies = definitions.iter().map(|definition| {
            (definition.name.as_str(), (definition, definition.shapes.iter().collect()))
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
                // A map is an alias too, `Record`, but for one with text as keys there is another
                // notation, which TypeScript looks into later.
                Type::Map { key, value } if **key != Type::String => {
                    pending.extend([&**key, &**value]);
                }
                Type::Option(inner) | Type::AllOrNone(inner) | Type::Keyed(inner) => {
                    pending.push(inner);
                }
                Type::Union(parts) | Type::Flat { parts, .. } => pending.extend(parts),
                Type::Named { name: other, .. } if other == name => return true,
                Type::Named { name: other, args } => {
                    // An object's arguments are looked at later, when its fields are.
                    let bodies = self.bodies(other);
                    if !bodies.iter().all(|body| matches!(body, Type::Object(_) | Type::OneOf(_))) {
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
                Type::Bool
                | Type::Integer
                | Type::SafeInteger
                | Type::Float
                | Type::BigInt
                | Type::BigInt128
                    if !is_in_enum => {}
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
}

/// What is wrong with the arguments that a generic definition is used with.
fn misuse(flats: &Flats<'_>, ty: &Type, direction: Direction, uses: &mut Given) -> Option<Problem> {
    let bodies = flats.bodies(direction);
    let is_open = |ty: &Type| {
        let mut found = false;
        walk(ty, &mut |part| found |= matches!(part, Type::Param(_)));
        found
    };
    // What is open is looked at where its own parameters are given.
    if is_open(ty) {
        return None;
    }
    let mut seen = HashSet::new();
    let mut pending = vec![ty.clone()];
    while let Some(ty) = pending.pop() {
        let Type::Named { name, args } = &ty else { continue };
        if args.is_empty() || !seen.insert(ty.clone()) {
            continue;
        }
        if seen.len() > MANY_USES {
            return Some(
                Problem::new(
                    codes::CIRCULAR_TYPE,
                    format!("`{name}` contains itself with ever new arguments"),
                )
                .help("TypeScript and Rust give up on it: use fewer levels of generics"),
            );
        }
        let body = bodies.body(name)?;
        if direction == Direction::Input {
            let options = bodies.params(name).iter().zip(args);
            let options = options.filter(|(_, arg)| matches!(arg, Type::Option(_)));
            uses.lenient.extend(options.map(|(param, _)| (name.clone(), param.clone())));
        }
        let mut keyed = BTreeSet::new();
        let mut problem = None;
        walk(body, &mut |open| {
            if !matches!(open, Type::Union(_) | Type::Flat { .. } | Type::Named { .. }) {
                return;
            }
            let given = bodies.fill(name, args, open);
            match &given {
                Type::Union(members) if !clashing(bodies, members).is_empty() => {
                    let what = format!("an integer in an untagged enum of `{name}`");
                    problem.get_or_insert_with(|| clash_problem(&what));
                }
                Type::Flat { .. } => {
                    if let Some(found) = flats.unfit(open, &given, direction, &mut keyed) {
                        problem.get_or_insert(found);
                    }
                }
                Type::Named { .. } => pending.push(given),
                _ => {}
            }
        });
        uses.keyed.extend(keyed.into_iter().map(|param| (name.clone(), param)));
        if problem.is_some() {
            return problem;
        }
    }
    None
}

/// How many uses of generic definitions one use may lead to.
const MANY_USES: usize = 1000;
