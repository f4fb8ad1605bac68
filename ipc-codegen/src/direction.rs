//! Directions: Rust may accept a type in another shape than it produces.

use ipc_syntax::Kind;

/// Which way a value crosses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
    /// From Rust to JavaScript.
    Output,
    /// From JavaScript to Rust.
    Input,
}

impl Direction {
    /// The direction of a method's arguments: they go to its implementation. The messages of a port
    /// are written by a page.
    pub(crate) const fn of_arguments(kind: Kind) -> Self {
        let is_written_by_javascript = kind.is_implemented_in_rust() || matches!(kind, Kind::Port);
        if is_written_by_javascript { Self::Input } else { Self::Output }
    }

    /// The direction of a method's answer.
    pub(crate) const fn of_answer(kind: Kind) -> Self {
        if kind.is_implemented_in_rust() { Self::Output } else { Self::Input }
    }
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
