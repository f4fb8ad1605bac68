//! Directions: Rust may accept a type in another shape than it produces.

/// Which way a value crosses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
    /// From Rust to JavaScript.
    Output,
    /// From JavaScript to Rust.
    Input,
}

/// A value for each direction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Directed<T> {
    pub(crate) output: T,
    pub(crate) input: T,
}

impl<T> Directed<T> {
    pub(crate) const fn get(&self, direction: Direction) -> &T {
        match direction {
            Direction::Output => &self.output,
            Direction::Input => &self.input,
        }
    }

    pub(crate) const fn get_mut(&mut self, direction: Direction) -> &mut T {
        match direction {
            Direction::Output => &mut self.output,
            Direction::Input => &mut self.input,
        }
    }
}
