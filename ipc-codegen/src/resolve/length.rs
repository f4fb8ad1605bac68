//! Constants that are the lengths of arrays: the rules of Rust's value namespace, as far as they
//! are about these.

use super::path::{Found, Resolver, is_visible};
use crate::source::{Binding, Module};
use crate::tree::{Length, Path};

/// How many constants may stand for each other.
const MAX_DEPTH: usize = 32;

impl<'a> Resolver<'a> {
    /// How long an array is whose length is written in `module`, as far as the sources tell.
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
            Length::Constant(path) => self.constant(module, path, depth),
            Length::Computed(parts) => {
                let (a, operator, b) = &**parts;
                let a = self.length_within(module, a, depth)?;
                operator.apply(a, self.length_within(module, b, depth)?)
            }
            Length::Unknown => None,
        }
    }

    fn constant(&mut self, module: &'a Module, path: &Path, depth: usize) -> Option<usize> {
        let (name, owner) = path.segments.split_last()?;
        if owner.is_empty() && !path.is_extern {
            return self.constant_of(module, &name.text, module, depth);
        }
        let owner = Path { is_extern: path.is_extern, segments: owner.into() };
        match self.follow(module, &owner, true).ok()? {
            Found::Module(inside) => self.constant_of(inside, &name.text, module, depth),
            _ => None,
        }
    }

    /// What a constant of a module is, as far as `viewer` may see it.
    fn constant_of(
        &mut self,
        module: &'a Module,
        name: &str,
        viewer: &Module,
        depth: usize,
    ) -> Option<usize> {
        let depth = (depth < MAX_DEPTH).then_some(depth + 1)?;
        if let Some(constant) = module.constants.get(name) {
            let is_visible = is_visible(constant.vis, module, viewer);
            return if is_visible {
                self.length_within(module, &constant.length, depth)
            } else {
                None
            };
        }
        // What a macro writes would hide what globs bring.
        if module.macros.iter().any(|call| call.mentions(name)) {
            return None;
        }
        for entry in module.names.get(name).into_iter().flatten() {
            if let Binding::Use(path) = &entry.binding
                && is_visible(entry.vis, module, viewer)
            {
                let found = self.constant(module, path, depth);
                if found.is_some() || entry.undecided.is_some() {
                    return found.filter(|_| entry.undecided.is_none());
                }
            }
        }
        let mut found = None;
        for glob in module.globs.iter().filter(|glob| is_visible(glob.vis, module, viewer)) {
            let Some(Found::Module(inside)) = self.glob_target(module, glob) else { continue };
            let Some(length) = self.constant_of(inside, name, module, depth) else { continue };
            if glob.undecided.is_some() || found.is_some_and(|found| found != length) {
                return None;
            }
            found = Some(length);
        }
        found
    }
}
