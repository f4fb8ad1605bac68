//! Lowers what crosses in either direction.

use std::collections::BTreeSet;

use ipc_syntax::Errors;

use super::definition::{Definition, Obligation};
use super::equal_shapes::EqualShapes;
use super::type_lowerer::{DataKey, TypeLowerer};
use crate::direction::{Directed, Direction};
use crate::report::Problem;
use crate::resolve::DataRef;
use crate::schema::Shapes;
use crate::source::Program;

/// Lowers APIs, and the definitions that these reach.
pub(crate) struct Lowerer<'a>(Directed<TypeLowerer<'a>>);

impl<'a> Lowerer<'a> {
    pub(crate) fn new(program: &'a Program) -> Self {
        let of = |direction| TypeLowerer::new(program, direction);
        Self(Directed { output: of(Direction::Output), input: of(Direction::Input) })
    }

    /// What lowers the types of one direction.
    pub(super) fn of(&mut self, direction: Direction) -> &mut TypeLowerer<'a> {
        self.0.get_mut(direction)
    }

    /// Lowers the definitions that the APIs reach, each direction on a thread of its own. They come
    /// out in the order of their paths.
    pub(crate) fn finish(self, errors: &mut Errors<Problem>) -> (Vec<Definition>, Vec<Obligation>) {
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
                definition.refuses_other_keys |= lowered.refuses_other_keys;
                definition.missing_as_null.extend(lowered.missing_as_null);
                if let Some(shape) = lowered.shape {
                    definition.shapes.set(lowerer.direction, shape);
                }
            }
            definitions.extend(definition);
        }
        let mut obligations = Vec::new();
        for lowerer in [output, input] {
            errors.append(lowerer.errors);
            obligations.extend(lowerer.obligations);
        }
        (definitions, obligations)
    }
}

/// A definition without its shapes.
fn without_shapes<'a>(data: DataRef<'a>, lowerer: &mut TypeLowerer<'a>) -> Definition {
    let params = lowerer.params(data);
    Definition {
        location: data.location(),
        name: data.name().to_owned(),
        rust: format!("{}::{}", lowerer.resolver.program.path_of(data.module), data.rust_name()),
        params: params.iter().map(|param| param.name.clone()).collect(),
        docs: data.data.docs.clone(),
        leaves_keys: false,
        refuses_other_keys: false,
        missing_as_null: BTreeSet::new(),
        shapes: Shapes::default(),
    }
}
