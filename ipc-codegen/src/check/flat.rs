//! What is flattened, and what a tag is added to: whether it is an object, and what it brings.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::with_users;
use crate::codes;
use crate::direction::Direction;
use crate::lower::{Definition, ObligationKind};
use crate::report::Problem;
use crate::schema::{Api, Field, Type};
use crate::shape::{Bodies, MANY, is_large, is_open, map_children, walk};

/// What a part brings to the object that it is a part of.
enum Part {
    Nothing,
    /// Keys that it knows.
    Keys(Type),
    /// Values of this type under any key.
    Rest(Type),
}

/// A reason why something cannot be a part.
type Unfit = &'static str;

/// The definitions in both directions.
pub(super) struct Flats<'d> {
    output: Bodies<'d>,
    input: Bodies<'d>,
    /// The names of those that leave what they read.
    leaving: BTreeSet<&'d str>,
    /// The names of those in which something is flattened that parameters stand in, or that lead
    /// to one.
    flattening: BTreeSet<&'d str>,
}

impl<'d> Flats<'d> {
    pub(super) fn new(definitions: &'d [Definition]) -> Self {
        let bodies = |direction| {
            Bodies::new(definitions.iter().filter_map(move |definition| {
                Some((&*definition.name, &*definition.params, definition.shapes.get(direction)?))
            }))
        };
        let leaving = definitions.iter().filter(|definition| definition.leaves_keys);
        Self {
            output: bodies(Direction::Output),
            input: bodies(Direction::Input),
            leaving: leaving.map(|definition| &*definition.name).collect(),
            flattening: flattening(definitions),
        }
    }

    pub(super) fn bodies(&self, direction: Direction) -> &Bodies<'d> {
        match direction {
            Direction::Output => &self.output,
            Direction::Input => &self.input,
        }
    }

    /// What is wrong with a part that an obligation is about.
    pub(super) fn judge(
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
            Ok(Part::Keys(Type::AllOrNone(_))) if is_tagged => Err("it may be nothing at all"),
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
        // Each part multiplies the ways in which the object may look.
        let looks = parts[..=index].iter().try_fold(1_usize, |looks, part| {
            let keyed = Type::Keyed(Box::new(part.clone()));
            let others = bodies.objects(&keyed).map_or(1, |objects| objects.len().max(1));
            looks.checked_mul(others).filter(|looks| *looks <= MANY)
        });
        if looks.is_none() {
            let message = format!("with this, the object may look in more than {MANY} ways");
            return Some(
                Problem::new(codes::FLATTENED_TYPE, message)
                    .help("nest some of the enums and `Option`s that are flattened into it"),
            );
        }
        let own = fields.iter().map(|field| field.name.clone());
        let mut taken: BTreeSet<String> = own.collect();
        let others = parts.iter().enumerate();
        // Names of one field are parts too, and stand wherever their field does.
        let others = others
            .filter(|(at, other)| *at < index || (*at > index && matches!(other, Type::OneOf(_))));
        for (_, other) in others {
            taken.extend(keys(bodies, other));
        }
        if let Some(key) = keys(bodies, subject).into_iter().find(|key| taken.contains(key)) {
            return Some(
                Problem::new(
                    codes::DUPLICATE_KEY,
                    format!("the object that this is a part of has a key `{key}` already"),
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
                "serde takes the keys of this for unknown ones, and refuses them",
                "remove `deny_unknown_fields`",
            );
        }
        if parts.len() > 1 && self.open(subject, direction).is_some() {
            return refuse(
                "this takes the keys of what is flattened beside it",
                "flatten the map itself, after the others",
            );
        }
        let Part::Rest(value) = part else { return None };
        let meets = |other: &Type| match self.part(other, direction) {
            Ok(Part::Rest(other)) => other != value,
            Ok(Part::Keys(Type::OneOf(_)) | Part::Nothing) | Err(_) => false,
            Ok(Part::Keys(_)) => !holds(bodies, &value, other),
        };
        if parts[index + 1..].iter().any(meets) {
            return refuse(
                "this takes the keys of what is flattened after it",
                "flatten maps last",
            );
        }
        let is_shared = parts[..index].iter().any(|other| self.leaves_keys(other) && meets(other));
        if is_shared {
            return refuse(
                "this has to hold the keys of what is flattened before it too, which leaves them there",
                "use a struct in place of one of them, or nest it",
            );
        }
        None
    }

    /// Whether the parts of an object are something else to it once its parameters are given, which
    /// TypeScript has no generic type for. `keyed` are those of which it has one: what is given for
    /// them has strings that become keys, or nothing.
    pub(super) fn brings_else(
        &self,
        open: &Type,
        given: &Type,
        direction: Direction,
        keyed: &mut BTreeSet<String>,
    ) -> bool {
        let (Type::Flat { fields, parts: open, .. }, Type::Flat { parts: given, .. }) =
            (open, given)
        else {
            return false;
        };
        // An alias of a parameter is whatever the parameter is.
        let is_alias = fields.is_empty() && open.len() == 1;
        let mut brings_else = false;
        for (open, given) in open.iter().zip(given) {
            match (open, self.part(open, direction), self.part(given, direction)) {
                (_, Ok(Part::Keys(open)), Ok(Part::Keys(given))) if is_like(&open, &given) => {}
                (_, Ok(Part::Nothing), Ok(Part::Nothing))
                | (_, Ok(Part::Rest(_)), Ok(Part::Rest(_))) => {}
                (Type::Param(_), _, Ok(Part::Rest(_))) if is_alias => {}
                (Type::Param(param), _, Ok(Part::Nothing | Part::Keys(Type::Keyed(_)))) => {
                    keyed.insert(param.clone());
                }
                _ => brings_else = true,
            }
        }
        brings_else
    }

    /// Whether a use of a generic definition has to be written out, because something that is
    /// flattened in it, or in what it leads to, brings something else than keys.
    pub(super) fn is_written_out(&self, ty: &Type, direction: Direction) -> bool {
        let bodies = self.bodies(direction);
        let mut seen = HashSet::new();
        let mut pending = vec![ty.clone()];
        while let Some(ty) = pending.pop() {
            let Type::Named { name, args } = &ty else { continue };
            let is_known = !self.flattening.contains(&**name) || seen.len() > MANY;
            // What grows without end is refused where it is used.
            if is_known || is_large(&ty) || !seen.insert(ty.clone()) {
                continue;
            }
            let Some(body) = bodies.body(name) else { continue };
            let mut brings_else = false;
            walk(body, &mut |part| match part {
                Type::Flat { .. } => {
                    let given = bodies.fill(name, args, part);
                    brings_else |= self.brings_else(part, &given, direction, &mut BTreeSet::new());
                }
                Type::Named { .. } if is_open(part) => pending.push(bodies.fill(name, args, part)),
                _ => {}
            });
            if brings_else {
                return true;
            }
        }
        false
    }

    /// Whether a use that is written out has itself in what is written.
    pub(super) fn comes_back(&self, ty: &Type, direction: Direction) -> bool {
        let mut seen = HashSet::new();
        let mut pending = vec![ty.clone()];
        while let Some(next) = pending.pop() {
            let Type::Named { name, args } = &next else { continue };
            let Some(shape) = self.bodies(direction).shape(name, args) else { continue };
            let mut comes_back = false;
            walk(&shape, &mut |part| {
                if matches!(part, Type::Named { .. }) && self.is_written_out(part, direction) {
                    comes_back |= part == ty;
                    if seen.insert(part.clone()) {
                        pending.push(part.clone());
                    }
                }
            });
            if comes_back || seen.len() > MANY {
                return true;
            }
        }
        false
    }

    /// A type with what has to be written out written out.
    fn write_out(&self, ty: &Type, direction: Direction) -> Type {
        match ty {
            Type::Named { name, args } if !is_open(ty) && self.is_written_out(ty, direction) => {
                match self.bodies(direction).shape(name, args) {
                    Some(shape) => self.write_out(&shape, direction),
                    None => ty.clone(),
                }
            }
            ty => map_children(ty, &mut |child| self.write_out(child, direction)),
        }
    }

    fn leaves_keys(&self, ty: &Type) -> bool {
        match ty {
            Type::Map { .. } | Type::Json => true,
            Type::Option(inner) => self.leaves_keys(inner),
            Type::Named { name, args } => {
                self.leaving.contains(name.as_str())
                    // A newtype passes on what it holds.
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

    /// The keys and the parts of a part that has a map among them.
    fn open(&self, ty: &Type, direction: Direction) -> Option<(Vec<Field>, Vec<Type>)> {
        self.open_within(ty, direction, &mut Vec::new())
    }

    fn open_within(
        &self,
        ty: &Type,
        direction: Direction,
        around: &mut Vec<Type>,
    ) -> Option<(Vec<Field>, Vec<Type>)> {
        match ty {
            Type::Named { name, args } if is_new(ty, around) => {
                let shape = self.bodies(direction).shape(name, args)?;
                around.push(ty.clone());
                let found = self.open_within(&shape, direction, around);
                around.pop();
                found
            }
            // What is written out is settled before what is around it.
            Type::Flat { fields, parts, rest: Some(value) } => {
                let rest = Type::Map { key: Box::new(Type::String), value: value.clone() };
                Some((fields.clone(), parts.iter().cloned().chain([rest]).collect()))
            }
            Type::Flat { fields, parts, rest: None } => {
                let is_open = |part: &Type| {
                    matches!(self.part_within(part, direction, around), Ok(Part::Rest(_)))
                        || self.open_within(part, direction, around).is_some()
                };
                parts.iter().any(is_open).then(|| (fields.clone(), parts.clone()))
            }
            _ => None,
        }
    }

    fn part(&self, ty: &Type, direction: Direction) -> Result<Part, Unfit> {
        self.part_within(ty, direction, &mut Vec::new())
    }

    /// `around` are the named types that it stands in.
    fn part_within(
        &self,
        ty: &Type,
        direction: Direction,
        around: &mut Vec<Type>,
    ) -> Result<Part, Unfit> {
        Ok(match ty {
            Type::Unit => Part::Nothing,
            // Any JSON but an object serde refuses to flatten.
            Type::Json => Part::Rest(Type::Json),
            Type::Object(fields) if fields.is_empty() => Part::Nothing,
            Type::Object(_)
            | Type::OneOf(_)
            | Type::Flat { .. }
            | Type::AllOrNone(_)
            | Type::Keyed(_)
            | Type::Param(_)
            | Type::TypeScript(_) => Part::Keys(ty.clone()),
            Type::Map { key, value } => {
                let bodies = self.bodies(direction);
                let is_text = bodies.reaches(key, &|ty| *ty == Type::String);
                let is_literal = bodies.reaches(key, &|ty| matches!(ty, Type::Literal(_)));
                match direction {
                    _ if is_text => Part::Rest((**value).clone()),
                    // serde takes the text of a key for no number.
                    Direction::Input if !is_literal => Part::Nothing,
                    _ => Part::Keys(ty.clone()),
                }
            }
            Type::Option(inner) if self.open_within(inner, direction, around).is_some() => {
                return Err("it may be nothing, and has any keys if it is not");
            }
            Type::Option(inner) => match self.part_within(inner, direction, around)? {
                Part::Keys(inner @ Type::AllOrNone(_)) => Part::Keys(inner),
                Part::Keys(inner) => Part::Keys(Type::AllOrNone(Box::new(inner))),
                part => part,
            },
            Type::Union(members) => {
                let mut is_keyed = false;
                for member in members {
                    match member {
                        Type::Literal(_) => is_keyed = true,
                        Type::Unit => return Err("a unit variant of it has no keys"),
                        member if self.open_within(member, direction, around).is_some() => {
                            return Err("a variant of it is a map");
                        }
                        member => match self.part_within(member, direction, around)? {
                            Part::Keys(Type::Keyed(_)) => is_keyed = true,
                            Part::Keys(_) => {}
                            Part::Nothing => return Err("a variant of it has no keys"),
                            Part::Rest(_) => return Err("a variant of it is a map"),
                        },
                    }
                }
                Part::Keys(if is_keyed { Type::Keyed(Box::new(ty.clone())) } else { ty.clone() })
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
                    Part::Keys(Type::Keyed(keys)) if *keys == *shape => {
                        Part::Keys(Type::Keyed(Box::new(ty.clone())))
                    }
                    part => part,
                }
            }
            _ => return Err("it is not an object"),
        })
    }
}

/// Whether two types of objects differ in nothing but what is in the place of parameters.
fn is_like(open: &Type, given: &Type) -> bool {
    match (open, given) {
        (Type::AllOrNone(open), Type::AllOrNone(given))
        | (Type::Keyed(open), Type::Keyed(given)) => is_like(open, given),
        (_, Type::AllOrNone(_) | Type::Keyed(_)) => false,
        _ => true,
    }
}

/// How many names stand for each other before they are taken to go in a circle.
const MOST_NAMES: usize = 64;

fn unfit(reason: Unfit) -> Problem {
    Problem::new(codes::FLATTENED_TYPE, format!("this cannot be flattened: {reason}"))
        .help("flatten structs, enums whose variants have keys, and maps; nest what is neither")
}

/// The keys that an object of this type may have, as far as it knows them.
fn keys(bodies: &Bodies<'_>, ty: &Type) -> BTreeSet<String> {
    let keyed = Type::Keyed(Box::new(ty.clone()));
    let objects = bodies.objects(&keyed).unwrap_or_default();
    objects.into_iter().flat_map(|object| object.fields).map(|field| field.name).collect()
}

/// Whether a map with such values can have the keys of an object too.
fn holds(bodies: &Bodies<'_>, value: &Type, ty: &Type) -> bool {
    let objects = bodies.objects(&Type::Keyed(Box::new(ty.clone()))).unwrap_or_default();
    let types = objects.iter().flat_map(|object| &object.fields).map(|field| &field.ty);
    types.into_iter().all(|ty| {
        ty == value || matches!((value, ty), (Type::String, Type::Literal(_)) | (Type::Json, _))
    })
}

/// The parameters of definitions whose uses ask for more than the parameter itself.
#[derive(Default)]
pub(crate) struct Given {
    /// Those that are flattened, and given something whose strings become keys, or that has none.
    pub(super) keyed: BTreeSet<(String, String)>,
    /// Those that are given an `Option` that serde makes of nothing.
    pub(super) lenient: BTreeSet<(String, String)>,
    /// Whether there are uses that have to be written out.
    pub(super) has_written_out: bool,
}

/// The names of the definitions in which something is flattened that parameters stand in, or that
/// lead to one.
fn flattening(definitions: &[Definition]) -> BTreeSet<&str> {
    let mut found = Vec::new();
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let generic = definitions.iter().filter(|definition| !definition.params.is_empty());
    for Definition { name, shapes, .. } in generic {
        for shape in shapes.iter() {
            walk(shape, &mut |ty| match ty {
                Type::Flat { parts, .. } if parts.iter().any(is_open) => found.push(&**name),
                Type::Named { name: used, .. } if is_open(ty) => {
                    users.entry(used).or_default().push(name);
                }
                _ => {}
            });
        }
    }
    with_users(found, users)
}

/// Puts what is flattened where it belongs: a map under the keys that nobody else knows, nothing
/// where there is nothing to add. The checks have found that it can.
pub(crate) fn settle(definitions: &mut Vec<Definition>, apis: &mut [Api], given: &Given) {
    if given.has_written_out {
        let flats = Flats::new(definitions);
        let settling = |direction| Settling { definition: None, flats: &flats, given, direction };
        for method in apis.iter_mut().flat_map(|api| &mut api.methods) {
            let (down, up) =
                (Direction::of_arguments(method.kind), Direction::of_answer(method.kind));
            let args = method.args.iter_mut().map(|arg| (&mut arg.ty, down));
            let error = method.error.as_mut().map(|error| (&mut error.ty, up));
            for (ty, direction) in args.chain([(&mut method.returns, up)]).chain(error) {
                *ty = settling(direction).settle(&flats.write_out(ty, direction));
            }
        }
    }
    let settled: Vec<_> = {
        let flats = Flats::new(definitions);
        let settle = |definition: &Definition, direction| {
            let body = definition.shapes.get(direction);
            let settling =
                Settling { definition: Some(definition), flats: &flats, given, direction };
            if given.has_written_out {
                return body.map(|body| settling.settle(&flats.write_out(body, direction)));
            }
            body.filter(|body| settling.is_open(body)).map(|body| settling.settle(body))
        };
        let both = |definition: &Definition| {
            (settle(definition, Direction::Output), settle(definition, Direction::Input))
        };
        definitions.iter().map(both).collect()
    };
    for (definition, (output, input)) in definitions.iter_mut().zip(settled) {
        for (direction, shape) in [(Direction::Output, output), (Direction::Input, input)] {
            if let Some(shape) = shape {
                definition.shapes.set(direction, shape);
            }
        }
    }
    if given.has_written_out {
        keep_reached(definitions, apis);
    }
}

/// Leaves out the definitions whose uses are all written out.
fn keep_reached(definitions: &mut Vec<Definition>, apis: &[Api]) {
    let mut reached: BTreeSet<String> = BTreeSet::new();
    let bodies: BTreeMap<&str, &Definition> =
        definitions.iter().map(|definition| (&*definition.name, definition)).collect();
    let mut pending: Vec<&Type> = Vec::new();
    for method in apis.iter().flat_map(|api| &api.methods) {
        pending.extend(method.args.iter().map(|arg| &arg.ty));
        pending.extend(method.error.iter().map(|error| &error.ty).chain([&method.returns]));
    }
    while let Some(ty) = pending.pop() {
        walk(ty, &mut |part| {
            if let Type::Named { name, .. } = part
                && reached.insert(name.clone())
                && let Some(definition) = bodies.get(name.as_str())
            {
                pending.extend(definition.shapes.iter());
            }
        });
    }
    definitions.retain(|definition| reached.contains(&definition.name));
}

/// Whether a named type does not stand in itself, nor in more types than anyone writes.
fn is_new(ty: &Type, around: &[Type]) -> bool {
    around.len() < MOST_NAMES && !around.contains(ty)
}

/// One body that is settled.
struct Settling<'s> {
    /// The definition whose it is, if that may have parameters.
    definition: Option<&'s Definition>,
    flats: &'s Flats<'s>,
    given: &'s Given,
    direction: Direction,
}

impl Settling<'_> {
    /// Whether there is anything to settle.
    fn is_open(&self, body: &Type) -> bool {
        let mut found = false;
        walk(body, &mut |ty| {
            found |= match ty {
                Type::Flat { .. } => true,
                Type::Object(fields) => self.has_lenient(fields),
                _ => false,
            }
        });
        found
    }

    fn settle(&self, ty: &Type) -> Type {
        let ty = map_children(ty, &mut |child| self.settle(child));
        match ty {
            Type::Flat { fields, parts, .. } => self.settle_flat(fields, &parts),
            Type::Object(fields) if self.has_lenient(&fields) => self.settle_flat(fields, &[]),
            ty => ty,
        }
    }

    fn settle_flat(&self, fields: Vec<Field>, parts: &[Type]) -> Type {
        let (lenient, fields): (Vec<_>, Vec<_>) =
            fields.into_iter().partition(|field| self.is_lenient(field));
        // A helper looks at one parameter.
        let mut kept: Vec<_> =
            lenient.into_iter().map(|field| Type::Lenient(vec![field])).collect();
        let mut rest: Vec<Type> = Vec::new();
        let (fields, parts) = self.open_up(fields, parts);
        for part in &parts {
            match self.flats.part(part, self.direction) {
                Ok(Part::Rest(value)) if rest.contains(&value) => {}
                Ok(Part::Rest(value)) => rest.push(value),
                Ok(Part::Keys(Type::Param(param))) if self.is_in(&self.given.keyed, &param) => {
                    kept.push(Type::Keyed(Box::new(Type::Param(param))));
                }
                Ok(Part::Keys(part)) => kept.push(part),
                Ok(Part::Nothing) | Err(_) => {}
            }
        }
        let rest = match rest.len() {
            0 | 1 => rest.pop().map(Box::new),
            _ => Some(Box::new(Type::Union(rest))),
        };
        // The tag of a struct, which serde does not read, is one of the other keys.
        let is_tag = |field: &Field| field.optional && matches!(field.ty, Type::Literal(_));
        let is_read = |field: &Field| self.direction == Direction::Output || !is_tag(field);
        let fields: Vec<_> =
            fields.into_iter().filter(|field| rest.is_none() || is_read(field)).collect();
        match (fields.as_slice(), kept.as_slice(), &rest) {
            (_, [], None) => Type::Object(fields),
            ([], [only], None) => only.clone(),
            ([], [], Some(value)) => {
                Type::Map { key: Box::new(Type::String), value: value.clone() }
            }
            _ => Type::Flat { fields, parts: kept, rest },
        }
    }

    /// Takes the place of parts that have a map among theirs: its values would have to be those of
    /// every other key, and it does not know the keys around it.
    fn open_up(&self, mut fields: Vec<Field>, parts: &[Type]) -> (Vec<Field>, Vec<Type>) {
        let mut opened = Vec::new();
        for part in parts {
            match self.flats.open(part, self.direction) {
                Some((inner, parts)) => {
                    let settle = |field: Field| Field { ty: self.settle(&field.ty), ..field };
                    let (inner, parts) =
                        self.open_up(inner.into_iter().map(settle).collect(), &parts);
                    fields.extend(inner);
                    opened.extend(parts);
                }
                None => opened.push(part.clone()),
            }
        }
        (fields, opened)
    }

    fn has_lenient(&self, fields: &[Field]) -> bool {
        fields.iter().any(|field| self.is_lenient(field))
    }

    fn is_lenient(&self, field: &Field) -> bool {
        self.direction == Direction::Input
            && !field.optional
            && matches!(&field.ty, Type::Param(param) if self.is_in(&self.given.lenient, param)
            && self.definition.is_some_and(|definition| {
                definition.lenient_keys.contains(&(field.name.clone(), param.clone()))
            }))
    }

    fn is_in(&self, params: &BTreeSet<(String, String)>, param: &str) -> bool {
        self.definition
            .is_some_and(|definition| params.contains(&(definition.name.clone(), param.to_owned())))
    }
}
