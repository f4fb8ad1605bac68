//! What `types.ts` declares: the names of types in each direction, and which parameters they have
//! there.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::aliases::Aliases;
use super::names::{declared_type, input_name, reserved};
use super::ts_type::TsType;
use crate::direction::{Directed, Direction};
use crate::schema::graph::{Edges, with_users};
use crate::schema::walk::{children, walk};
use crate::schema::{Bodies, Schema, Type, TypeDef};

/// A global type that the declarations use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Global {
    Partial,
    Promise,
    Readonly,
    ReadonlyArray,
    Record,
    Uint8Array,
}

impl Global {
    const ALL: [Self; 6] = [
        Self::Partial,
        Self::Promise,
        Self::Readonly,
        Self::ReadonlyArray,
        Self::Record,
        Self::Uint8Array,
    ];

    /// Its name, and the name to use where a declaration hides it.
    const fn names(self) -> [&'static str; 2] {
        match self {
            Self::Partial => ["Partial", "globalThis.Partial"],
            Self::Promise => ["Promise", "globalThis.Promise"],
            Self::Readonly => ["Readonly", "globalThis.Readonly"],
            Self::ReadonlyArray => ["ReadonlyArray", "globalThis.ReadonlyArray"],
            Self::Record => ["Record", "globalThis.Record"],
            Self::Uint8Array => ["Uint8Array", "globalThis.Uint8Array"],
        }
    }
}

/// The definitions, by their names.
pub(crate) struct Definitions<'a> {
    by_name: BTreeMap<&'a str, &'a TypeDef>,
    bodies: Directed<Bodies<'a>>,
    /// The aliases that lead to circular ones, if every map with text as keys is a `Record`.
    circular: Directed<BTreeSet<&'a str>>,
    /// The parameters that are used: TypeScript would complain of unused ones.
    used: BTreeSet<(&'a str, Direction, &'a str)>,
    /// The globals that a declaration or a parameter hides.
    hidden: BTreeSet<Global>,
    /// The parameters that would hide a type to which their definition refers.
    hiding: BTreeSet<&'a str>,
    /// The types with a declaration for each direction.
    twins: BTreeSet<&'a str>,
}

impl<'a> Definitions<'a> {
    /// Of two types with one name, the first counts.
    pub(crate) fn new(types: impl Iterator<Item = &'a TypeDef>) -> Self {
        let mut by_name = BTreeMap::new();
        for ty in types {
            by_name.entry(ty.name.as_str()).or_insert(ty);
        }
        let bodies = |direction| Bodies::in_direction(direction, by_name.values().copied());
        let bodies =
            Directed { output: bodies(Direction::Output), input: bodies(Direction::Input) };
        let circular = |bodies| Aliases::with_text_records(bodies).leading_to_circular();
        let circular =
            Directed { output: circular(&bodies.output), input: circular(&bodies.input) };
        let (used, hidden, hiding) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let twins = find_twins(&by_name);
        let mut definitions = Self { by_name, bodies, circular, used, hidden, hiding, twins };
        definitions.find_used();
        definitions.hiding = definitions.find_hiding();
        definitions
    }

    fn find_hiding(&self) -> BTreeSet<&'a str> {
        let mut hiding = BTreeSet::new();
        for ty in self.by_name.values().filter(|ty| !ty.params.is_empty()) {
            for direction in [Direction::Output, Direction::Input] {
                let Some(shape) = ty.shapes.get(direction) else { continue };
                walk(shape, &mut |part| {
                    if let Type::Named { name, .. } = part {
                        let name = self.name(name, direction);
                        hiding.extend(ty.params.iter().find(|param| **param == *name));
                    }
                });
            }
        }
        hiding.into_iter().map(String::as_str).collect()
    }

    /// The name under which a parameter is declared.
    pub(super) fn param<'n>(&self, name: &'n str) -> Cow<'n, str> {
        if self.hiding.contains(name) { reserved(name).into() } else { declared_type(name) }
    }

    /// Everything that `types.ts` declares for a schema.
    pub(crate) fn of(schema: &'a Schema) -> Self {
        let mut definitions = Self::new(schema.types.iter());
        let types = schema.types.iter().flat_map(|ty| {
            let input = definitions.has_input(&ty.name).then(|| Cow::Owned(input_name(&ty.name)));
            let params = ty.params.iter().map(|param| Cow::Borrowed(&**param));
            params.chain([Cow::Borrowed(&*ty.name)]).chain(input)
        });
        let apis = schema.apis.iter().map(|api| Cow::Borrowed(&*api.name));
        let names: BTreeSet<Cow<'_, str>> = types.chain(apis).collect();
        let is_hidden = |global: &Global| names.contains(global.names()[0]);
        definitions.hidden = Global::ALL.into_iter().filter(is_hidden).collect();
        definitions
    }

    pub(super) fn global(&self, global: Global) -> &'static str {
        global.names()[usize::from(self.hidden.contains(&global))]
    }

    /// The shapes in a direction.
    pub(super) const fn bodies(&self, direction: Direction) -> &Bodies<'a> {
        self.bodies.get(direction)
    }

    /// A promise of a type.
    pub(crate) fn promise<'t>(&self, ty: TsType<'t>) -> TsType<'t> {
        TsType::Generic(self.global(Global::Promise).into(), vec![ty])
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a TypeDef> {
        self.by_name.get(name).copied()
    }

    /// Whether TypeScript refuses `Record<string, T>` because it expands `T` without end.
    pub(super) fn is_circular_in_record(&self, ty: &Type, direction: Direction) -> bool {
        let circular = self.circular.get(direction);
        let mut is_circular = false;
        Aliases::with_text_records(self.bodies(direction))
            .visit_expanded(ty, &mut |name| is_circular |= circular.contains(name));
        is_circular
    }

    /// A parameter is used if it is part of a shape, or an argument for a used parameter.
    fn find_used(&mut self) {
        let generic = self.by_name.values().filter(|ty| !ty.params.is_empty());
        let shapes: Vec<_> = generic
            .flat_map(|ty| {
                let shape = |direction| Some((*ty, direction, ty.shapes.get(direction)?));
                [Direction::Output, Direction::Input].into_iter().filter_map(shape)
            })
            .collect();
        let mut users: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, (.., shape)) in shapes.iter().enumerate() {
            walk(shape, &mut |ty| {
                if let Type::Named { name, .. } = ty {
                    users.entry(name).or_default().push(index);
                }
            });
        }
        let mut pending: Vec<_> = (0..shapes.len()).collect();
        while let Some((ty, direction, shape)) = pending.pop().map(|index| shapes[index]) {
            let before = self.used.len();
            let mut found = BTreeSet::new();
            self.add_used(shape, direction, &mut found);
            // A text in TypeScript may name any of them.
            let params =
                ty.params.iter().filter(|it| found.contains(it.as_str()) || found.contains(""));
            self.used.extend(params.map(|param| (ty.name.as_str(), direction, param.as_str())));
            if self.used.len() > before {
                pending.extend(users.get(ty.name.as_str()).into_iter().flatten());
            }
        }
    }

    fn add_used<'t>(&self, ty: &'t Type, direction: Direction, found: &mut BTreeSet<&'t str>) {
        match ty {
            Type::Param(name) => {
                found.insert(name);
            }
            Type::TypeScript(_) => {
                found.insert("");
            }
            Type::Named { name, args } => {
                for arg in self.used_args(name, args, direction) {
                    self.add_used(arg, direction, found);
                }
            }
            ty => children(ty, &mut |child| self.add_used(child, direction, found)),
        }
    }

    /// The arguments for used parameters.
    pub(crate) fn used_args<'t, T>(
        &self,
        name: &str,
        args: &'t [T],
        direction: Direction,
    ) -> impl Iterator<Item = &'t T> {
        let params = self.get(name).map_or(&[][..], |ty| &ty.params);
        let name = self.get(name).map_or("", |ty| &ty.name);
        let is_used = move |param: &str| self.used.contains(&(name, direction, param));
        args.iter().zip(params).filter(move |(_, param)| is_used(param)).map(|(arg, _)| arg)
    }

    /// Whether a type has a declaration of its own for what Rust accepts.
    pub(crate) fn has_input(&self, name: &str) -> bool {
        self.twins.contains(name)
    }

    /// The name that a type has in a direction.
    pub(crate) fn name<'n>(&self, name: &'n str, direction: Direction) -> Cow<'n, str> {
        match direction {
            Direction::Input if self.has_input(name) => input_name(name).into(),
            Direction::Input | Direction::Output => name.into(),
        }
    }

    /// The name under which a type is declared in a direction.
    pub(super) fn declared<'n>(&self, name: &'n str, direction: Direction) -> Cow<'n, str> {
        match self.name(name, direction) {
            Cow::Borrowed(name) => declared_type(name),
            Cow::Owned(name) => declared_type(&name).into_owned().into(),
        }
    }

    /// A definition's name with its parameters.
    pub(crate) fn head(&self, ty: &TypeDef, direction: Direction) -> String {
        let name = self.declared(&ty.name, direction);
        let params = self.used_args(&ty.name, &ty.params, direction);
        let params: Vec<_> = params.map(|param| self.param(param)).collect();
        if params.is_empty() { name.into_owned() } else { format!("{name}<{}>", params.join(", ")) }
    }
}

/// The types of which Rust accepts another shape than it produces, and those of which TypeScript accepts more
/// than it promises: bytes over any buffer, and any type whose values are JSON. Their users are twins, too.
fn find_twins<'a>(by_name: &BTreeMap<&'a str, &'a TypeDef>) -> BTreeSet<&'a str> {
    let mut found = Vec::new();
    let mut users = Edges::new();
    for ty in by_name.values() {
        let (Some(output), Some(_)) = (&ty.shapes.output, &ty.shapes.input) else { continue };
        let mut differs = ty.input_differs;
        walk(output, &mut |part| match part {
            Type::Bytes | Type::Json | Type::RawJson => differs = true,
            Type::Named { name, .. } => users.entry(name).or_default().push(&*ty.name),
            _ => {}
        });
        if differs {
            found.push(&*ty.name);
        }
    }
    with_users(found, &users)
}
