//! Shapes that `#[ipc(…)]` or the configuration declares. They override those that follow from types.

use super::type_lowerer::TypeLowerer;
use crate::direction::Direction;
use crate::resolve::{DataRef, Scope};
use crate::tree::{ShapeOverride, ShapeOverrides};

/// The override of a type in one direction.
pub(super) fn type_override(data: DataRef<'_>, direction: Direction) -> Option<&ShapeOverride> {
    shape_override(&data.data.overrides.as_ref().ok()?.shape, direction)
}

impl<'a> TypeLowerer<'a> {
    /// The scope of the types in a type's own override.
    pub(super) fn override_scope(&self, data: DataRef<'a>) -> Scope<'a> {
        let scope = Scope::of_data(data);
        let overrides = data.data.overrides.as_ref().ok();
        match self.resolver.program.configuration() {
            Some(configuration) if overrides.is_some_and(|overrides| overrides.is_configured) => {
                scope.written_in(&configuration.module)
            }
            _ => scope,
        }
    }
}

/// The override of a type, a variant or a field in one direction.
pub(super) fn shape_override(
    overrides: &ShapeOverrides,
    direction: Direction,
) -> Option<&ShapeOverride> {
    overrides.as_ref()?.get(direction).as_ref()
}
