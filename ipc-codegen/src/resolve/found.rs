//! What a path leads to.

use std::ptr;

use crate::known;
use crate::source::Module;
use crate::tree::{Alias, Data, Trait};

/// What a path leads to.
#[derive(Clone)]
pub(crate) enum Found<'a> {
    Module(&'a Module),
    Data(&'a Module, &'a Data),
    Alias(&'a Module, &'a Alias),
    Trait(&'a Module, &'a Trait),
    Opaque(Opaque),
    /// A module that could not be read. The error was reported already.
    Unread,
}

/// An item of a crate whose source is read only if necessary.
#[derive(Clone)]
pub(crate) struct Opaque {
    /// Its absolute path.
    pub(crate) path: Vec<String>,
    /// The index of the crate that depends on its crate, and the name of that dependency.
    pub(super) from: Option<(usize, String)>,
}

impl Opaque {
    /// An item of which only the path is known.
    pub(super) fn named(path: Vec<String>) -> Self {
        Self { path, from: None }
    }

    /// Whether both are one known type, which may have several paths.
    fn has_row_of(&self, other: &Self) -> bool {
        let row = |opaque: &Self| known::find(&opaque.path).map(|known| ptr::from_ref(&*known));
        self.path.last() == other.path.last() && row(self).is_some() && row(self) == row(other)
    }

    /// Whether it is a module of std that has this name.
    pub(super) fn is_module_of_std(&self, name: &str) -> bool {
        matches!(&*self.path, [krate, module]
            if matches!(&**krate, "std" | "core" | "alloc") && module == name)
    }

    pub(super) fn join(mut self, name: String) -> Self {
        self.path.push(name);
        self
    }
}

impl Found<'_> {
    /// Whether both are the same item.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Module(a), Self::Module(b)) => ptr::eq(*a, *b),
            (Self::Data(_, a), Self::Data(_, b)) => ptr::eq(*a, *b),
            (Self::Alias(_, a), Self::Alias(_, b)) => ptr::eq(*a, *b),
            (Self::Trait(_, a), Self::Trait(_, b)) => ptr::eq(*a, *b),
            (Self::Opaque(a), Self::Opaque(b)) => a.path == b.path || a.has_row_of(b),
            (Self::Unread, Self::Unread) => true,
            _ => false,
        }
    }
}
