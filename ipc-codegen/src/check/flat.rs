//! Flattened parts, and contents that an internal tag is added to: whether each is an object, and which
//! keys it has.

use std::collections::{BTreeSet, HashSet};

use crate::codes;
use crate::direction::Direction;
use crate::lower::{Definition, ObligationKind};
use crate::report::Problem;
use crate::schema::graph::{Edges, with_users};
use crate::schema::walk::{has_params, is_large, map_children, walk};
use crate::schema::{Bodies, Field, Type};
use crate::values::MAX_EXPLORED;

/// What a part adds to the object around it.
pub(super) enum Part {
    Nothing,
    /// Known keys.
    Keys(Type),
    /// Any other keys, with values of this type.
    Rest(Type),
}

/// Why a type cannot be a part.
type Reason = &'static str;

/// The definitions in both directions, for the rules about flattened parts.
pub(super) struct FlatContext<'d> {
    output: Bodies<'d>,
    input: Bodies<'d>,
    /// Definitions that do not consume the keys they read when they are flattened.
    non_consuming: BTreeSet<&'d str>,
    /// The definitions that have a flattened part with parameters, directly or through a reference.
    flattening: BTreeSet<&'d str>,
}

impl<'d> FlatContext<'d> {
    pub(super) fn new(definitions: &'d [Definition]) -> Self {
        let bodies = |direction| {
            Bodies::new(definitions.iter().filter_map(move |definition| {
                Some((&*definition.name, &*definition.params, definition.shapes.get(direction)?))
            }))
        };
        let non_consuming = definitions.iter().filter(|definition| definition.leaves_keys);
        Self {
            output: bodies(Direction::Output),
            input: bodies(Direction::Input),
            non_consuming: non_consuming.map(|definition| &*definition.name).collect(),
            flattening: flattening(definitions),
        }
    }

    pub(super) fn bodies(&self, direction: Direction) -> &Bodies<'d> {
        match direction {
            Direction::Output => &self.output,
            Direction::Input => &self.input,
        }
    }

    /// The error for the part that an obligation is about.
    pub(super) fn check_part(
        &self,
        flat: &Type,
        kind: &ObligationKind,
        direction: Direction,
    ) -> Option<Problem> {
        let Type::Flat { fields, parts, .. } = flat else { return None };
        let bodies = self.bodies(direction);
        let (index, is_closed) = match kind {
            ObligationKind::Flattened { index, is_closed } => (*index, *is_closed),
            _ => (0, false),
        };
        let is_tagged = matches!(kind, ObligationKind::TaggedNewtype);
        let subject = &parts[index];
        let part = match self.part(subject, direction) {
            Ok(Part::Keys(Type::AllOrNone(_))) if is_tagged => Err("it may be missing entirely"),
            part => part,
        };
        let part = match part {
            Ok(part) => part,
            Err(reason) if is_tagged => {
                let tag = fields.first().map_or("", |tag| &tag.name);
                return Some(
                    Problem::new(
                        codes::TAGGED_NEWTYPE,
                        format!("this cannot carry the tag `{tag}`: {reason}"),
                    )
                    .help("use a struct, or `#[serde(tag = \"…\", content = \"…\")]`"),
                );
            }
            Err(reason) => return Some(unfit(reason)),
        };
        // Each part multiplies the number of shapes that the object can have.
        let count = parts[..=index].iter().try_fold(1_usize, |count, part| {
            let strings_as_keys = Type::StringsAsKeys(Box::new(part.clone()));
            let others = bodies.objects(&strings_as_keys).map_or(1, |objects| objects.len().max(1));
            count.checked_mul(others).filter(|count| *count <= MAX_EXPLORED)
        });
        if count.is_none() {
            let message =
                format!("with this, the object has more than {MAX_EXPLORED} possible shapes");
            return Some(
                Problem::new(codes::FLATTENED_TYPE, message)
                    .help("nest some of the flattened enums and `Option`s instead"),
            );
        }
        let mut taken: BTreeSet<String> = names(fields, direction).collect();
        for other in &parts[..index] {
            taken.extend(keys(bodies, other, direction));
        }
        let own = keys(bodies, subject, direction);
        if let Some(key) = own.into_iter().find(|key| taken.contains(key)) {
            return Some(
                Problem::new(
                    codes::DUPLICATE_KEY,
                    format!("the object around this already has a key `{key}`"),
                )
                .help("rename one of them"),
            );
        }
        if direction == Direction::Output || is_tagged {
            return None;
        }
        let refuse = |message: &str, help: &str| {
            Some(Problem::new(codes::FLATTENED_TYPE, message).help(help))
        };
        if is_closed && self.leaves_keys(subject) {
            return refuse(
                "serde refuses the keys of this as unknown",
                "remove `deny_unknown_fields`",
            );
        }
        if parts.len() > 1 && self.parts_with_map(subject, direction).is_some() {
            return refuse(
                "this takes the keys of other flattened fields",
                "flatten the map itself, after the others",
            );
        }
        let Part::Rest(value) = part else { return None };
        let meets = |other: &Type| match self.part(other, direction) {
            Ok(Part::Rest(other)) => other != value,
            Ok(Part::Nothing) | Err(_) => false,
            Ok(Part::Keys(_)) => !holds(bodies, &value, other),
        };
        if parts[index + 1..].iter().any(meets) {
            return refuse(
                "this takes the keys of a field that is flattened after it",
                "flatten maps last",
            );
        }
        let is_shared = parts[..index].iter().any(|other| self.leaves_keys(other) && meets(other));
        if is_shared {
            return refuse(
                "this map must also accept the keys of an earlier flattened field, which serde does not consume",
                "use a struct in place of one of them, or nest it",
            );
        }
        None
    }

    /// Whether substitution changes the role of a flattened part. TypeScript then has no generic type.
    /// `strings_as_keys` collects parameters that must be wrapped in `StringsAsKeys`.
    pub(super) fn changes_role(
        &self,
        open: &Type,
        given: &Type,
        direction: Direction,
        strings_as_keys: &mut BTreeSet<String>,
    ) -> bool {
        let (Type::Flat { fields, parts: open, .. }, Type::Flat { parts: given, .. }) =
            (open, given)
        else {
            return false;
        };
        // An alias of a parameter has the role of its argument.
        let is_alias = fields.is_empty() && open.len() == 1;
        let mut changes_role = false;
        for (open, given) in open.iter().zip(given) {
            match (open, self.part(open, direction), self.part(given, direction)) {
                (_, Ok(Part::Keys(open)), Ok(Part::Keys(given))) if is_like(&open, &given) => {}
                (_, Ok(Part::Nothing), Ok(Part::Nothing))
                | (_, Ok(Part::Rest(_)), Ok(Part::Rest(_))) => {}
                (Type::Param(_), _, Ok(Part::Rest(_))) if is_alias => {}
                (Type::Param(param), _, Ok(Part::Nothing | Part::Keys(Type::StringsAsKeys(_)))) => {
                    strings_as_keys.insert(param.clone());
                }
                _ => changes_role = true,
            }
        }
        changes_role
    }

    /// Whether a use of a generic definition must be inlined, because a flattened part in it, or in a
    /// definition that it leads to, changes its role.
    pub(super) fn is_inlined(&self, ty: &Type, direction: Direction) -> bool {
        let bodies = self.bodies(direction);
        let mut seen = HashSet::new();
        let mut pending = vec![ty.clone()];
        while let Some(ty) = pending.pop() {
            let Type::Named { name, args } = &ty else { continue };
            let is_known = !self.flattening.contains(&**name) || seen.len() > MAX_EXPLORED;
            // A type that grows without end is refused where it is used.
            if is_known || is_large(&ty) || !seen.insert(ty.clone()) {
                continue;
            }
            let Some(body) = bodies.body(name) else { continue };
            let mut changes_role = false;
            walk(body, &mut |part| match part {
                Type::Flat { .. } => {
                    let given = bodies.fill(name, args, part);
                    changes_role |=
                        self.changes_role(part, &given, direction, &mut BTreeSet::new());
                }
                Type::Named { .. } if has_params(part) => {
                    pending.push(bodies.fill(name, args, part));
                }
                _ => {}
            });
            if changes_role {
                return true;
            }
        }
        false
    }

    /// Whether an inlined use contains itself.
    pub(super) fn contains_itself(&self, ty: &Type, direction: Direction) -> bool {
        let mut seen = HashSet::new();
        let mut pending = vec![ty.clone()];
        while let Some(next) = pending.pop() {
            let Type::Named { name, args } = &next else { continue };
            let Some(shape) = self.bodies(direction).shape(name, args) else { continue };
            let mut contains_itself = false;
            walk(&shape, &mut |part| {
                if matches!(part, Type::Named { .. }) && self.is_inlined(part, direction) {
                    contains_itself |= part == ty;
                    if seen.insert(part.clone()) {
                        pending.push(part.clone());
                    }
                }
            });
            if contains_itself || seen.len() > MAX_EXPLORED {
                return true;
            }
        }
        false
    }

    /// A copy of a type in which the uses that must be inlined are inlined.
    pub(super) fn inline(&self, ty: &Type, direction: Direction) -> Type {
        match ty {
            Type::Named { name, args } if !has_params(ty) && self.is_inlined(ty, direction) => {
                match self.bodies(direction).shape(name, args) {
                    Some(shape) => self.inline(&shape, direction),
                    None => ty.clone(),
                }
            }
            ty => map_children(ty, &mut |child| self.inline(child, direction)),
        }
    }

    fn leaves_keys(&self, ty: &Type) -> bool {
        match ty {
            Type::Map { .. } | Type::Json => true,
            Type::Option(inner) => self.leaves_keys(inner),
            Type::Named { name, args } => {
                self.non_consuming.contains(name.as_str())
                    // A newtype behaves as its content.
                    || self.input.shape(name, args).is_some_and(|shape| {
                        matches!(&*shape, Type::Named { name: other, .. } if other != name)
                            && self.leaves_keys(&shape)
                            || matches!(*shape, Type::Map { .. } | Type::Option(_))
                                && self.leaves_keys(&shape)
                    })
            }
            _ => false,
        }
    }

    /// The keys and the parts of a part that contains a map; `None` for other parts.
    pub(super) fn parts_with_map(
        &self,
        ty: &Type,
        direction: Direction,
    ) -> Option<(Vec<Field>, Vec<Type>)> {
        self.parts_with_map_within(ty, direction, &mut Vec::new())
    }

    fn parts_with_map_within(
        &self,
        ty: &Type,
        direction: Direction,
        around: &mut Vec<Type>,
    ) -> Option<(Vec<Field>, Vec<Type>)> {
        match ty {
            Type::Named { name, args } if is_new(ty, around) => {
                let shape = self.bodies(direction).shape(name, args)?;
                around.push(ty.clone());
                let found = self.parts_with_map_within(&shape, direction, around);
                around.pop();
                found
            }
            // An inlined type is settled before the type around it.
            Type::Flat { fields, parts, rest: Some(value) } => {
                let rest = Type::Map { key: Box::new(Type::String), value: value.clone() };
                Some((fields.clone(), parts.iter().cloned().chain([rest]).collect()))
            }
            Type::Flat { fields, parts, rest: None } => {
                let has_map = |part: &Type| {
                    matches!(self.part_within(part, direction, around), Ok(Part::Rest(_)))
                        || self.parts_with_map_within(part, direction, around).is_some()
                };
                parts.iter().any(has_map).then(|| (fields.clone(), parts.clone()))
            }
            _ => None,
        }
    }

    /// What a part adds to the object around it, or why it cannot be a part.
    pub(super) fn part(&self, ty: &Type, direction: Direction) -> Result<Part, Reason> {
        self.part_within(ty, direction, &mut Vec::new())
    }

    /// `around` has the named types that contain it.
    fn part_within(
        &self,
        ty: &Type,
        direction: Direction,
        around: &mut Vec<Type>,
    ) -> Result<Part, Reason> {
        Ok(match ty {
            Type::Unit => Part::Nothing,
            // serde refuses to flatten any JSON except an object.
            Type::Json => Part::Rest(Type::Json),
            Type::Object(fields) if fields.is_empty() => Part::Nothing,
            Type::Object(_)
            | Type::OneOf(_)
            | Type::Flat { .. }
            | Type::AllOrNone(_)
            | Type::StringsAsKeys(_)
            | Type::Param(_)
            | Type::TypeScript(_) => Part::Keys(ty.clone()),
            Type::Map { key, value } => {
                let bodies = self.bodies(direction);
                let is_text = bodies.reaches(key, &|ty| *ty == Type::String);
                let is_literal = bodies.reaches(key, &|ty| matches!(ty, Type::Literal(_)));
                match direction {
                    _ if is_text => Part::Rest((**value).clone()),
                    // serde does not read numbers from the text of a key.
                    Direction::Input if !is_literal => Part::Nothing,
                    _ => Part::Keys(ty.clone()),
                }
            }
            Type::Option(inner)
                if self.parts_with_map_within(inner, direction, around).is_some() =>
            {
                return Err("it is optional, and contains a map");
            }
            Type::Option(inner) => match self.part_within(inner, direction, around)? {
                Part::Keys(inner @ Type::AllOrNone(_)) => Part::Keys(inner),
                Part::Keys(inner) => Part::Keys(Type::AllOrNone(Box::new(inner))),
                part => part,
            },
            Type::Union(members) => {
                let mut has_strings = false;
                for member in members {
                    match member {
                        Type::Literal(_) => has_strings = true,
                        Type::Unit => return Err("a unit variant of it has no keys"),
                        member
                            if self.parts_with_map_within(member, direction, around).is_some() =>
                        {
                            return Err("a variant of it is a map");
                        }
                        member => match self.part_within(member, direction, around)? {
                            Part::Keys(Type::StringsAsKeys(_)) => has_strings = true,
                            Part::Keys(_) => {}
                            Part::Nothing => return Err("a variant of it has no keys"),
                            Part::Rest(_) => return Err("a variant of it is a map"),
                        },
                    }
                }
                Part::Keys(if has_strings {
                    Type::StringsAsKeys(Box::new(ty.clone()))
                } else {
                    ty.clone()
                })
            }
            Type::Named { name, args } => {
                let Some(shape) = self.bodies(direction).shape(name, args) else {
                    return Ok(Part::Keys(ty.clone()));
                };
                if !is_new(ty, around) {
                    return Err("it contains itself");
                }
                around.push(ty.clone());
                let part = self.part_within(&shape, direction, around);
                around.pop();
                match part? {
                    Part::Keys(keys) if keys == *shape => Part::Keys(ty.clone()),
                    Part::Keys(Type::StringsAsKeys(keys)) if *keys == *shape => {
                        Part::Keys(Type::StringsAsKeys(Box::new(ty.clone())))
                    }
                    part => part,
                }
            }
            _ => return Err("it is not an object"),
        })
    }
}

/// Whether two types of objects differ only in the arguments of parameters.
fn is_like(open: &Type, given: &Type) -> bool {
    match (open, given) {
        (Type::AllOrNone(open), Type::AllOrNone(given))
        | (Type::StringsAsKeys(open), Type::StringsAsKeys(given)) => is_like(open, given),
        (_, Type::AllOrNone(_) | Type::StringsAsKeys(_)) => false,
        _ => true,
    }
}

/// How many names may lead to each other before the type counts as circular.
const MAX_NAMES: usize = 64;

fn unfit(reason: Reason) -> Problem {
    Problem::new(codes::FLATTENED_TYPE, format!("this cannot be flattened: {reason}")).help(
        "only structs, enums whose variants have keys, and maps can be flattened: nest it instead",
    )
}

/// The known keys of objects of this type.
fn keys(bodies: &Bodies<'_>, ty: &Type, direction: Direction) -> BTreeSet<String> {
    let strings_as_keys = Type::StringsAsKeys(Box::new(ty.clone()));
    let objects = bodies.objects(&strings_as_keys).unwrap_or_default();
    objects.iter().flat_map(|object| names(&object.fields, direction)).collect()
}

/// The names of keys. Rust reads more than it writes.
fn names(fields: &[Field], direction: Direction) -> impl Iterator<Item = String> {
    let count = match direction {
        Direction::Output => 1,
        Direction::Input => usize::MAX,
    };
    fields.iter().flat_map(move |field| field.names().take(count)).map(str::to_owned)
}

/// Whether a map with values of this type can also hold the keys of an object.
fn holds(bodies: &Bodies<'_>, value: &Type, ty: &Type) -> bool {
    let objects = bodies.objects(&Type::StringsAsKeys(Box::new(ty.clone()))).unwrap_or_default();
    let types = objects.iter().flat_map(|object| &object.fields).map(|field| &field.ty);
    types.into_iter().all(|ty| {
        ty == value || matches!((value, ty), (Type::String, Type::Literal(_)) | (Type::Json, _))
    })
}

/// How uses of generic definitions affect parameters: pairs of a definition and a parameter.
#[derive(Default)]
pub(crate) struct ParamUses {
    /// Flattened parameters that get an argument whose strings become keys, or that has no keys.
    pub(super) strings_as_keys: BTreeSet<(String, String)>,
    /// Parameters that get an `Option`, which serde reads from a missing key.
    pub(super) nullable: BTreeSet<(String, String)>,
    /// Whether there are uses that must be inlined.
    pub(super) has_inlined: bool,
}

/// The definitions that have a flattened part with parameters, directly or through a reference.
fn flattening(definitions: &[Definition]) -> BTreeSet<&str> {
    let mut found = Vec::new();
    let mut users = Edges::new();
    let generic = definitions.iter().filter(|definition| !definition.params.is_empty());
    for Definition { name, shapes, .. } in generic {
        for shape in shapes.iter() {
            walk(shape, &mut |ty| match ty {
                Type::Flat { parts, .. } if parts.iter().any(has_params) => found.push(&**name),
                Type::Named { name: used, .. } if has_params(ty) => {
                    users.entry(used).or_default().push(name);
                }
                _ => {}
            });
        }
    }
    with_users(found, &users)
}

/// Whether a named type is not inside itself, nor inside too many others.
fn is_new(ty: &Type, around: &[Type]) -> bool {
    around.len() < MAX_NAMES && !around.contains(ty)
}
