//! The modules of a crate with their imports and methods, without tests.

/// A library or a program.
pub(super) struct Crate {
    /// The name of its package.
    pub(super) name: String,
    /// Its file modules. The first one is the root.
    pub(super) modules: Vec<Module>,
}

/// A module with a file of its own. Inline modules belong to it.
#[derive(Default)]
pub(super) struct Module {
    /// The module's path below the root, which is empty for the root itself.
    pub(super) path: Vec<String>,
    /// The file, relative to the workspace's folder.
    pub(super) file: String,
    pub(super) imports: Vec<Import>,
    pub(super) extensions: Vec<Extension>,
    /// The methods and functions of types that are called.
    pub(super) calls: Vec<Call>,
}

/// An inherent `impl` of a type that another module defines.
pub(super) struct Extension {
    /// The index of the module that defines the type.
    pub(super) module: usize,
    /// The name of the type.
    pub(super) extended: String,
    /// The methods that it adds to the type and that other modules may call.
    pub(super) methods: Vec<String>,
}

/// A call of a method, known by name alone.
pub(super) struct Call {
    pub(super) line: usize,
    pub(super) method: String,
}

/// A `use` declaration or a path in an expression or a type.
#[derive(Debug, PartialEq)]
pub(super) struct Import {
    pub(super) line: usize,
    /// The path from the root of its crate on.
    pub(super) path: Vec<String>,
    pub(super) source: Source,
    /// Whether a `use` declaration renames or re-exports a crate, or imports all its names.
    pub(super) hides_crate: bool,
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
    /// Whether this is a library.
    pub(super) fn is_library(&self) -> bool {
        self.modules.first().is_some_and(|root| root.file.ends_with("src/lib.rs"))
    }

    /// The imports of a module from other modules of this crate.
    pub(super) fn internal_imports(&self, module: usize) -> impl Iterator<Item = (&Import, usize)> {
        self.modules[module].imports.iter().filter_map(move |import| match import.source {
            Source::Module(imported) if imported != module => Some((import, imported)),
            _ => None,
        })
    }

    /// The calls in a module of methods that other modules add to a type by an extension.
    ///
    /// The types of values are not known. A call counts if its method has the right name, and the
    /// module defines the type or imports it by name.
    pub(super) fn extension_calls(&self, module: usize) -> impl Iterator<Item = (&Call, usize)> {
        let caller = &self.modules[module];
        caller.calls.iter().flat_map(move |call| {
            let callees = self.modules.iter().enumerate().filter(move |&(index, callee)| {
                index != module
                    && callee.extensions.iter().any(|extension| {
                        extension.methods.contains(&call.method)
                            && (extension.module == module
                                || caller.imports_name(&extension.extended))
                    })
            });
            callees.map(move |(index, _)| (call, index))
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

    /// Whether an import of this crate contains a name.
    fn imports_name(&self, name: &String) -> bool {
        let mut imports = self.imports.iter();
        imports.any(|it| matches!(it.source, Source::Module(_)) && it.path.contains(name))
    }

    /// Whether `other` is below this module.
    pub(super) fn is_ancestor_of(&self, other: &Self) -> bool {
        other.path.len() > self.path.len() && other.path.starts_with(&self.path)
    }
}
