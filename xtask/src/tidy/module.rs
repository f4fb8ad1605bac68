//! The modules of a crate and their imports, without tests.

/// A library or a program.
pub(super) struct Crate {
    /// The name of its package.
    pub(super) name: String,
    /// Its file modules. The first one is the root.
    pub(super) modules: Vec<Module>,
}

/// A module with a file of its own. Inline modules belong to it.
pub(super) struct Module {
    /// The module's path below the root, which is empty for the root itself.
    pub(super) path: Vec<String>,
    /// The file, relative to the workspace's folder.
    pub(super) file: String,
    pub(super) imports: Vec<Import>,
}

/// A `use` declaration or a path in an expression or a type.
#[derive(Debug, PartialEq)]
pub(super) struct Import {
    pub(super) line: usize,
    /// The path from the root of its crate on.
    pub(super) path: Vec<String>,
    pub(super) source: Source,
}

/// Where an import comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Source {
    /// The file module with this index.
    Module(usize),
    /// Another crate, or a name that is in scope anyway.
    External,
}

impl Crate {
    /// The imports of a module from other modules of this crate.
    pub(super) fn internal_imports(&self, module: usize) -> impl Iterator<Item = (&Import, usize)> {
        self.modules[module].imports.iter().filter_map(move |import| match import.source {
            Source::Module(imported) if imported != module => Some((import, imported)),
            _ => None,
        })
    }
}

impl Module {
    /// The module's path, as code in the same crate writes it.
    pub(super) fn title(&self) -> String {
        let segments: Vec<_> =
            ["crate"].into_iter().chain(self.path.iter().map(String::as_str)).collect();
        segments.join("::")
    }

    /// Whether `other` is below this module.
    pub(super) fn is_ancestor_of(&self, other: &Self) -> bool {
        other.path.len() > self.path.len() && other.path.starts_with(&self.path)
    }
}
