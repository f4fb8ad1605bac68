//! Sets the shapes of a named type.

use std::sync::Arc;

use super::model::{Shapes, Type};
use super::walk::{has_aliases, without_aliases};
use crate::direction::Direction;

impl Shapes {
    /// Sets the shape in this direction. Equal shapes share one allocation. Aliases make no difference,
    /// because no type offers them.
    pub(crate) fn set(&mut self, direction: Direction, shape: Arc<Type>) {
        match direction {
            Direction::Output => self.output = Some(shape),
            Direction::Input => self.input = Some(shape),
        }
        let (Some(output), Some(input)) = (&self.output, &self.input) else { return };
        if output == input || has_aliases(input) && **output == without_aliases(input) {
            self.output.clone_from(&self.input);
        }
    }
}
