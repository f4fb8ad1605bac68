//! Shapes that `#[ipc(…)]` declares. They override those that follow from types.

use crate::direction::Direction;
use crate::resolve::DataRef;
use crate::tree::{ShapeOverride, ShapeOverrides};

/// The override of a type in one direction.
pub(super) fn type_override(data: DataRef<'_>, direction: Direction) -> Option<&ShapeOverride> {
    shape_override(&data.data.overrides.as_ref().ok()?.shape, direction)
}

/// The override of a type, a variant or a field in one direction.
pub(super) fn shape_override(
    overrides: &ShapeOverrides,
    direction: Direction,
) -> Option<&ShapeOverride> {
    overrides.as_ref()?.get(direction).as_ref()
}
