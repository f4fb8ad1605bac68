//! Shapes across definitions: which differ by direction, which are circular, and what ended up in
//! an enum that cannot hold it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::flat::{Flats, Given};
use super::with_users;
use crate::codes;
use crate::direction::Direction;
use crate::lower::{Definition, Obligation, ObligationKind};
use crate::report::Problem;
use crate::schema::Type;
use crate::shape::{Bodies, is_large, is_open, walk};

/// The names of the definitions that Rust accepts in another shape than it produces them, by
/// themselves or by what they refer to.
pub(crate) fn differing(definitions: &[Definition]) -> BTreeSet<String> {
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
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
    with_users(pending, users).into_iter().map(str::to_owned).collect()
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
    let mut open: BTreeMap<_, Vec<&Obligation>> = BTreeMap::new();
    for obligation in obligations {
        let found = judge(&flats, obligation, &obligation.ty);
        let is_fit = found.is_empty();
        problems.extend(found);
        // What parameters are in is looked at again where they are given.
        if is_fit
            && is_open(&obligation.ty)
            && let Some(inside) = &obligation.inside
        {
            open.entry((inside.as_str(), obligation.direction)).or_default().push(obligation);
        }
    }
    let mut given = Given::default();
    for Obligation { place, ty, direction, kind, .. } in obligations {
        if matches!(kind, ObligationKind::Use) {
            let problem = misuse(&flats, &open, ty, *direction, &mut given);
            problems.extend(problem.map(|problem| problem.at(place.clone())));
        }
    }
    given
}

/// What is wrong with a type that an obligation is about.
fn judge(flats: &Flats<'_>, obligation: &Obligation, ty: &Type) -> Vec<Problem> {
    let Obligation { place, direction, kind, .. } = obligation;
    let bodies = flats.bodies(*direction);
    let here = |problem: Problem| problem.at(place.clone());
    match kind {
        ObligationKind::Untagged { name, places } => {
            let Type::Union(members) = ty else { return Vec::new() };
            let clash = |index: usize| {
                let what = format!("an integer of this type in the untagged enum `{name}`");
                clash_problem(&what).at(places[index].clone())
            };
            clashing(bodies, members).into_iter().map(clash).collect()
        }
        ObligationKind::TaggedNewtype => {
            flats.judge(ty, kind, *direction).map(here).into_iter().collect()
        }
        ObligationKind::Flattened { index, .. } => {
            let unfit = flats.judge(ty, kind, *direction);
            let unread = match ty {
                Type::Flat { parts, .. } if *direction == Direction::Input => {
                    parts.get(*index).and_then(|part| unread(bodies, part))
                }
                _ => None,
            };
            unfit.into_iter().chain(unread).map(here).collect()
        }
        ObligationKind::Buffered => unread(bodies, ty).map(here).into_iter().collect(),
        ObligationKind::Key if !is_key(bodies, ty) => vec![here(
            Problem::new(
                codes::UNMAPPED_TYPE,
                "the keys of a map must be text, numbers, booleans or the names of variants",
            )
            .help("use a `Vec` of pairs"),
        )],
        ObligationKind::Key | ObligationKind::Use => Vec::new(),
    }
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
    } else if bodies.reaches(ty, &Type::is_of_128_bits) {
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
}

/// Whether JSON can have the values of a type as keys, and serde reads them there.
fn is_key(bodies: &Bodies<'_>, ty: &Type) -> bool {
    let mut visited = HashSet::new();
    // serde reads nothing but text in an enum: it keeps a key as it stands, to look at again.
    let mut pending = vec![(ty.clone(), false)];
    while let Some((ty, is_in_enum)) = pending.pop() {
        match &ty {
            Type::Bool
            | Type::Integer
            | Type::SafeInteger
            | Type::SafeInteger128
            | Type::Float
            | Type::BigInt
            | Type::BigInt128
                if !is_in_enum => {}
            Type::Union(parts) => pending.extend(parts.iter().map(|part| (part.clone(), true))),
            Type::Named { name, args } if visited.insert((ty.clone(), is_in_enum)) => {
                let shape = bodies.shape(name, args).map(Cow::into_owned);
                pending.extend(shape.map(|shape| (shape, is_in_enum)));
            }
            // What is given for a parameter is looked at there.
            Type::String | Type::Literal(_) | Type::Named { .. } | Type::Param(_) => {}
            _ => return false,
        }
    }
    true
}

/// What is wrong with the arguments that a generic definition is used with.
fn misuse(
    flats: &Flats<'_>,
    open: &BTreeMap<(&str, Direction), Vec<&Obligation>>,
    ty: &Type,
    direction: Direction,
    uses: &mut Given,
) -> Option<Problem> {
    // What is open is looked at where its own parameters are given.
    if is_open(ty) {
        return None;
    }
    let bodies = flats.bodies(direction);
    let mut seen: HashMap<String, HashSet<Vec<Type>>> = HashMap::new();
    let mut pending = vec![ty.clone()];
    while let Some(ty) = pending.pop() {
        let Type::Named { name, args } = &ty else { continue };
        if args.is_empty() {
            continue;
        }
        let uses_of_it = seen.entry(name.clone()).or_default();
        if !uses_of_it.insert(args.clone()) {
            continue;
        }
        if uses_of_it.len() > MANY_USES || is_large(&ty) {
            return Some(
                Problem::new(
                    codes::CIRCULAR_TYPE,
                    format!("`{name}` contains itself with ever new arguments"),
                )
                .help("TypeScript and Rust give up on it: use fewer levels of generics"),
            );
        }
        let body = bodies.body(name)?;
        for obligation in open.get(&(name.as_str(), direction)).into_iter().flatten() {
            let given = bodies.fill(name, args, &obligation.ty);
            if let Some(Problem { place, code, message, help, related }) =
                judge(flats, obligation, &given).into_iter().next()
            {
                let place = place.map(|place| (place, "this is meant".to_owned()));
                let related = place.into_iter().chain(related).collect();
                return Some(Problem { place: None, code, message, help, related });
            }
        }
        if direction == Direction::Input {
            let options = bodies.params(name).iter().zip(args);
            let options = options.filter(|(_, arg)| matches!(arg, Type::Option(_)));
            uses.lenient.extend(options.map(|(param, _)| (name.clone(), param.clone())));
        }
        if flats.is_written_out(&ty, direction) {
            uses.has_written_out = true;
            if flats.comes_back(&ty, direction) {
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
        let mut keyed = BTreeSet::new();
        walk(body, &mut |part| match part {
            Type::Flat { .. } => {
                flats.brings_else(part, &bodies.fill(name, args, part), direction, &mut keyed);
            }
            Type::Named { .. } => pending.push(bodies.fill(name, args, part)),
            _ => {}
        });
        uses.keyed.extend(keyed.into_iter().map(|param| (name.clone(), param)));
    }
    None
}

/// How many uses of one generic definition a use may lead to.
const MANY_USES: usize = 1000;
