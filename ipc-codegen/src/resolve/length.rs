//! Array lengths that are constants.

use super::resolver::Resolver;
use crate::source::Module;
use crate::tree::Length;

/// How many constants may refer to each other.
const MAX_DEPTH: usize = 32;

impl<'a> Resolver<'a> {
    /// An array length that is written in `module`, if the sources determine it.
    pub(super) fn length(&mut self, module: &'a Module, length: &Length) -> Option<usize> {
        self.length_within(module, length, 0)
    }

    fn length_within(
        &mut self,
        module: &'a Module,
        length: &Length,
        depth: usize,
    ) -> Option<usize> {
        match length {
            Length::Is(length) => Some(*length),
            Length::Constant(path) => {
                let depth = (depth < MAX_DEPTH).then_some(depth + 1)?;
                let (owner, constant) = self.constant(module, path)?;
                self.length_within(owner, &constant.length, depth)
            }
            Length::Computed(parts) => {
                let (a, operator, b) = &**parts;
                let a = self.length_within(module, a, depth)?;
                operator.apply(a, self.length_within(module, b, depth)?)
            }
            Length::Unknown => None,
        }
    }
}
