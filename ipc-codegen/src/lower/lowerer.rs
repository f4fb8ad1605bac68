//! Lowers what crosses in either direction.

use std::collections::BTreeSet;

use super::definition::{Definition, Obligation};
use super::equal_shapes::EqualShapes;
use super::refusal::Refusal;
use super::type_lowerer::{DataKey, TypeLowerer};
use crate::codes;
use crate::direction::{Directed, Direction};
use crate::report::Problem;
use crate::resolve::DataRef;
use crate::schema::Shapes;
use crate::source::Program;
use crate::tree::{Data, Declaration};

/// Lowers APIs, and the definitions that these reach.
pub(crate) struct Lowerer<'a>(Directed<TypeLowerer<'a>>);

/// What the APIs of a run reach.
pub(crate) struct Reached {
    /// In the order of their paths.
    pub(crate) definitions: Vec<Definition>,
    pub(crate) obligations: Vec<Obligation>,
    pub(crate) refusals: Vec<Refusal>,
    pub(crate) warnings: Vec<Problem>,
}

impl<'a> Lowerer<'a> {
    pub(crate) fn new(program: &'a Program) -> Self {
        let of = |direction| TypeLowerer::new(program, direction);
        Self(Directed { output: of(Direction::Output), input: of(Direction::Input) })
    }

    /// What lowers the types of one direction.
    pub(super) fn of(&mut self, direction: Direction) -> &mut TypeLowerer<'a> {
        self.0.get_mut(direction)
    }

    /// Lowers the definitions that the APIs reach, each direction on a thread of its own.
    pub(crate) fn finish(self) -> Reached {
        let Directed { mut output, mut input } = self.0;
        let equal = EqualShapes::default();
        rayon::join(|| output.lower_pending(&equal), || input.lower_pending(&equal));
        drop(equal);
        let added = input.by_key.keys().filter(|key| !output.by_key.contains_key(*key));
        let mut keys: Vec<DataKey<'a>> = output.by_key.keys().chain(added).copied().collect();
        keys.sort_unstable();
        let mut definitions = Vec::with_capacity(keys.len());
        for key in keys {
            let mut definition = None;
            for lowerer in [&mut output, &mut input] {
                let index = lowerer.by_key.get(&key);
                let lowered = index.and_then(|index| lowerer.lowered[*index].take());
                let Some(lowered) = lowered else { continue };
                let definition =
                    definition.get_or_insert_with(|| without_shapes(lowered.data, lowerer));
                definition.leaves_keys |= lowered.leaves_keys;
                definition.missing_as_null.extend(lowered.missing_as_null);
                if let Some(shape) = lowered.shape {
                    definition.shapes.set(lowerer.direction, shape);
                }
            }
            definitions.extend(definition);
        }
        let warnings = unused(&output, &input);
        let (mut obligations, mut refusals) = (Vec::new(), Vec::new());
        for mut lowerer in [output, input] {
            // What is still to be said is about the definitions as a whole.
            lowerer.inside = None;
            lowerer.keep_errors(None);
            obligations.append(&mut lowerer.obligations);
            refusals.append(&mut lowerer.refusals);
            let _ = lowerer.errors.check();
        }
        Reached { definitions, obligations, refusals, warnings }
    }
}

/// Warns of the types that the configuration declares and no API reaches.
fn unused(output: &TypeLowerer<'_>, input: &TypeLowerer<'_>) -> Vec<Problem> {
    let Some(configuration) = output.resolver.program.configuration() else { return Vec::new() };
    let is_used = |data: &Data| output.has_requested(data) || input.has_requested(data);
    let is_unused = |(index, _): &(usize, _)| !configuration.declared_by(*index).any(is_used);
    let warning = |(_, Declaration { path, .. }): (_, &Declaration)| {
        let text = path.segments.iter().map(|it| &*it.text).collect::<Vec<_>>().join("::");
        let message = format!("no API reaches `{text}`");
        let file = &configuration.module.file;
        file.problem(codes::UNUSED_DECLARATION, path.span(), message).help("remove the line")
    };
    configuration.declarations.iter().enumerate().filter(is_unused).map(warning).collect()
}

/// A definition without its shapes.
fn without_shapes<'a>(data: DataRef<'a>, lowerer: &mut TypeLowerer<'a>) -> Definition {
    let params = lowerer.params(data);
    Definition {
        location: data.location(),
        name: data.name().to_owned(),
        rust: data.path(lowerer.resolver.program),
        is_foreign: lowerer.resolver.program.is_external(data.module.krate),
        params: params.iter().map(|param| param.name.clone()).collect(),
        docs: data.data.docs.clone(),
        leaves_keys: false,
        missing_as_null: BTreeSet::new(),
        shapes: Shapes::default(),
    }
}
