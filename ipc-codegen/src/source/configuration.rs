//! The types that the project's configuration declares, and the items of the sources that they replace.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::ptr;
use std::sync::{Arc, OnceLock};

use ipc_syntax::Errors;

use super::file::SourceFile;
use super::module::{Glob, Module, Visibility};
use super::read::read_declarations;
use crate::config::DeclaredTypes;
use crate::report::Problem;
use crate::tree::{self, Data, Declaration, Name, Span};

/// The configuration of a run.
pub(crate) struct Configuration {
    /// What its types are written in: a module that sees all names of the first input.
    pub(crate) module: Module,
    pub(crate) declarations: Vec<Declaration>,
    declared: OnceLock<Declared>,
}

/// The declared types, by what leads to them.
#[derive(Default)]
pub(crate) struct Declared {
    /// In place of definitions, by the addresses of these.
    definitions: HashMap<usize, Replacement>,
    /// In place of names without a definition that can be read, by the addresses of their modules.
    names: HashMap<(usize, Box<str>), (Module, Replacement)>,
    /// At absolute paths into crates that are not read.
    paths: BTreeMap<Vec<String>, (Module, Replacement)>,
}

/// A declared type. If it has no definition, a module in the configuration stands for its own.
pub(crate) struct Replacement {
    /// The index of its declaration.
    pub(crate) declaration: usize,
    pub(crate) data: Data,
}

impl Configuration {
    /// Reads the declared types. `krate` is the first input.
    pub(super) fn read(
        types: &DeclaredTypes,
        krate: usize,
        errors: &mut Errors<Problem>,
    ) -> Option<Self> {
        let path: &Arc<Path> = types.file.as_ref()?;
        let file = SourceFile::new(path, None);
        let declarations = read_declarations(types, &file, errors);
        let root = Name { text: "crate".into(), span: Span::default() };
        let path = tree::Path { is_extern: false, segments: [root].into() };
        let names = Glob { vis: Visibility::Module, unresolved_cfg: None, path };
        let module = Module { globs: vec![names], ..Module::new(krate, Arc::new(file)) };
        Some(Self { module, declarations, declared: OnceLock::new() })
    }

    /// Sets what the declared types replace. That is done once.
    pub(crate) fn set_declared(&self, declared: Declared) {
        let _ = self.declared.set(declared);
    }

    /// The types that the declaration with this index declares: one in each version of a crate.
    pub(crate) fn declared_by(&self, index: usize) -> impl Iterator<Item = &Data> {
        let all = self.declared.get().into_iter().flat_map(Declared::all);
        all.filter(move |it| it.declaration == index).map(|it| &it.data)
    }

    pub(super) fn declared(&self) -> Option<&Declared> {
        self.declared.get()
    }
}

impl Declared {
    /// Returns whether no other declaration has declared the type.
    pub(crate) fn add_definition(&mut self, replaced: &Data, replacement: Replacement) -> bool {
        self.definitions.insert(ptr::from_ref(replaced).addr(), replacement).is_none()
    }

    /// `file`: the configuration. Returns as above.
    pub(crate) fn add_name(
        &mut self,
        module: &Module,
        name: &str,
        replacement: Replacement,
        file: &Arc<SourceFile>,
    ) -> bool {
        let inside = Module::new(module.krate, Arc::clone(file));
        let inside = Module { path: module.path.clone(), ..inside };
        let key = (ptr::from_ref(module).addr(), name.into());
        self.names.insert(key, (inside, replacement)).is_none()
    }

    /// `configuration`: the module of the configuration. Returns as above.
    pub(crate) fn add_path(
        &mut self,
        path: Vec<String>,
        replacement: Replacement,
        configuration: &Module,
    ) -> bool {
        let inside = Module::new(configuration.krate, Arc::clone(&configuration.file));
        let modules = path.split_last().map_or(&[][..], |(_, modules)| modules);
        let inside = Module { path: modules.to_vec(), ..inside };
        self.paths.insert(path, (inside, replacement)).is_none()
    }

    /// The declared type in place of a definition.
    pub(super) fn definition(&self, replaced: &Data) -> Option<&Data> {
        self.definitions.get(&ptr::from_ref(replaced).addr()).map(|it| &it.data)
    }

    /// The declared type that a name means in a module.
    pub(super) fn name(&self, module: &Module, name: &str) -> Option<(&Module, &Data)> {
        if self.names.is_empty() {
            return None;
        }
        let (module, it) = self.names.get(&(ptr::from_ref(module).addr(), name.into()))?;
        Some((module, &it.data))
    }

    /// The declared type at an absolute path.
    pub(super) fn path(&self, path: &[String]) -> Option<(&Module, &Data)> {
        self.paths.get(path).map(|(module, it)| (module, &it.data))
    }

    fn all(&self) -> impl Iterator<Item = &Replacement> {
        let items = self.names.values().chain(self.paths.values());
        self.definitions.values().chain(items.map(|(_, it)| it))
    }
}
