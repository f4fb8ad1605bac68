//! Types under `#[apply(name!)]`: follows the name to its attributes.

use super::found::{Found, Opaque};
use super::resolver::Resolver;
use crate::source::{Binding, Module, read_applied};
use crate::tree::{Data, Path};

/// How many imports may lead to a name.
const MAX_IMPORTS: usize = 16;

impl<'a> Resolver<'a> {
    /// A type with the attributes that are applied to it, or itself.
    pub(super) fn applied(&mut self, module: &'a Module, data: &'a Data) -> &'a Data {
        let Some(applied) = data.applied.as_deref() else { return data };
        if let Some(known) = applied.data.get() {
            return known.as_deref().unwrap_or(data);
        }
        let is_it = matches!(self.resolve(module, &applied.attribute),
            Ok(Found::Opaque(Opaque { path, .. })) if path[0] == "macro_rules_attribute");
        let attributes = if is_it { self.attributes(module, &applied.name, 0) } else { None };
        let cfg = &self.program.krate(module.krate).cfg;
        let read = || read_applied(applied, attributes?, &module.file, cfg);
        applied.data.get_or_init(read).as_deref().unwrap_or(data)
    }

    /// The attributes that a path names.
    fn attributes(&mut self, module: &'a Module, path: &Path, depth: usize) -> Option<&'a str> {
        let (name, owner) = path.segments.split_last()?;
        if depth > MAX_IMPORTS {
            return None;
        }
        if !owner.is_empty() {
            let owner = Path { is_extern: path.is_extern, segments: owner.into() };
            let Ok(Found::Module(inside)) = self.resolve(module, &owner) else { return None };
            let name = Path { is_extern: false, segments: [name.clone()].into() };
            return self.attributes(inside, &name, depth + 1);
        }
        if let Some(found) = module.attribute_aliases.get(&name.text) {
            return Some(found);
        }
        module.names.get(&name.text).into_iter().flatten().find_map(|entry| match &entry.binding {
            Binding::Use(path) if entry.unresolved_cfg.is_none() => {
                self.attributes(module, path, depth + 1)
            }
            _ => None,
        })
    }
}
