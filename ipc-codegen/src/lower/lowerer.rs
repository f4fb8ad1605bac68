//! Lowers what crosses in either direction.

use std::collections::btree_map::{BTreeMap, Entry};

use ipc_syntax::Errors;

use super::definition::{Definition, Obligation};
use super::type_lowerer::{DataKey, TypeLowerer};
use crate::direction::{Directed, Direction};
use crate::report::Problem;
use crate::source::Program;

/// Lowers APIs, and the definitions that these reach.
pub(crate) struct Lowerer<'a>(Directed<TypeLowerer<'a>>);

impl<'a> Lowerer<'a> {
    pub(crate) fn new(program: &'a Program) -> Self {
        Self(Directed { output: TypeLowerer::new(program), input: TypeLowerer::new(program) })
    }

    /// What lowers the types of one direction.
    pub(super) fn of(&mut self, direction: Direction) -> &mut TypeLowerer<'a> {
        self.0.get_mut(direction)
    }

    /// Lowers the definitions that the APIs reach, each direction on a thread of its own. They come
    /// out in the order of their paths.
    pub(crate) fn finish(self, errors: &mut Errors<Problem>) -> (Vec<Definition>, Vec<Obligation>) {
        let Directed { mut output, mut input } = self.0;
        rayon::join(|| output.lower_pending(), || input.lower_pending());
        let mut obligations = Vec::new();
        let mut definitions: BTreeMap<DataKey, Definition> = BTreeMap::new();
        for lowerer in [output, input] {
            errors.append(lowerer.errors);
            obligations.extend(lowerer.obligations);
            let mut found = lowerer.definitions;
            for (key, index) in lowerer.by_key {
                let Some(definition) = found[index].take() else { continue };
                match definitions.entry(key) {
                    Entry::Vacant(entry) => {
                        entry.insert(definition);
                    }
                    Entry::Occupied(other) => other.into_mut().add(definition),
                }
            }
        }
        (definitions.into_values().collect(), obligations)
    }
}
