//! Constants that are array lengths: the rules of Rust's value namespace for these.

use super::found::Found;
use super::resolver::Resolver;
use crate::source::{Binding, Module};
use crate::tree::{Length, Path};

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

    /// The value of a constant of a module, if `viewer` may see it.
    fn constant_of(
        &mut self,
        module: &'a Module,
        name: &str,
        viewer: &Module,
        depth: usize,
    ) -> Option<usize> {
        let depth = (depth < MAX_DEPTH).then_some(depth + 1)?;
        if let Some(constant) = module.constants.get(name) {
            return if constant.vis.allows(viewer, module) {
                self.length_within(module, &constant.length, depth)
            } else {
                None
            };
        }
        // A constant that a macro writes would hide those from globs.
        if module.macros.iter().any(|call| call.mentions(name)) {
            return None;
        }
        for entry in module.names.get(name).into_iter().flatten() {
            if let Binding::Use(path) = &entry.binding
                && entry.vis.allows(viewer, module)
            {
                let found = self.constant(module, path, depth);
                if found.is_some() || entry.unresolved_cfg.is_some() {
                    return found.filter(|_| entry.unresolved_cfg.is_none());
                }
            }
        }
        let mut found = None;
        for glob in module.globs.iter().filter(|glob| glob.vis.allows(viewer, module)) {
            let Some(Found::Module(inside)) = self.glob_target(module, glob) else { continue };
            let Some(length) = self.constant_of(inside, name, module, depth) else { continue };
            if glob.unresolved_cfg.is_some() || found.is_some_and(|found| found != length) {
                return None;
            }
            found = Some(length);
        }
        found
    }
}
