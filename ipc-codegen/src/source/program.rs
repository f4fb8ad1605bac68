//! All crates of a run. Each module is parsed when it is first asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use ipc_syntax::Errors;

use super::cfg::Cfg;
use super::collect::{read_child, read_macros, read_root};
use super::configuration::{Configuration, Declared};
use super::dependency::{Dependency, RUNTIME};
use super::external::Externals;
use super::krate::{Crate, Root};
use super::macros::{CrateMacros, FindMacro, MacroCrates, MacroRules, Place, follow};
use super::methods::{MethodResult, Methods};
use super::module::{Binding, Child, Entry, Module};
use crate::config::DeclaredTypes;
use crate::report::Problem;
use crate::tree::{Data, Path};

/// The crates of a run.
pub(crate) struct Program {
    pub(crate) crates: Vec<Crate>,
    /// The `Cargo.toml` files that were read.
    manifests: Vec<PathBuf>,
    /// The features that these manifests ask for, by the crates that are not path dependencies.
    requested_features: BTreeMap<String, BTreeSet<String>>,
    /// The problems of the files that were read since [`Program::report`].
    problems: Mutex<Vec<Problem>>,
    /// The inherent methods that were looked up.
    methods: Mutex<MethodsByName>,
    /// The crates that are not path dependencies; or why cargo cannot find them.
    externals: OnceLock<Result<Externals, String>>,
    configuration: Option<Configuration>,
}

/// Inherent methods, by crate and name.
type MethodsByName = BTreeMap<(usize, Box<str>), Arc<Methods>>;

/// Why the source of a crate is not read.
pub(crate) enum MissingSource {
    /// Cargo cannot find it, for this reason.
    NotFound(String),
    /// Cargo is not asked: the crate is a path dependency, the runtime, or in no manifest.
    NotExternal,
}

impl Program {
    pub(crate) fn new(
        crates: Vec<Crate>,
        manifests: Vec<PathBuf>,
        requested_features: BTreeMap<String, BTreeSet<String>>,
    ) -> Self {
        Self {
            crates,
            manifests,
            requested_features,
            problems: Mutex::default(),
            methods: Mutex::default(),
            externals: OnceLock::new(),
            configuration: None,
        }
    }

    /// Reads the types that the configuration declares.
    pub(super) fn configure(&mut self, types: &DeclaredTypes, errors: &mut Errors<Problem>) {
        let krate = self.crates.iter().position(|krate| krate.is_input).unwrap_or_default();
        self.configuration = Configuration::read(types, krate, errors);
    }

    /// The configuration, if there is one.
    pub(crate) fn configuration(&self) -> Option<&Configuration> {
        self.configuration.as_ref()
    }

    /// The declared type that replaces a definition.
    pub(crate) fn declared_definition(&self, replaced: &Data) -> Option<&Data> {
        self.declared()?.definition(replaced)
    }

    /// The declared type that a name means in a module.
    pub(crate) fn declared_name(&self, module: &Module, name: &str) -> Option<(&Module, &Data)> {
        self.declared()?.name(module, name)
    }

    /// The declared type at an absolute path.
    pub(crate) fn declared_path(&self, path: &[String]) -> Option<(&Module, &Data)> {
        self.declared()?.path(path)
    }

    fn declared(&self) -> Option<&Declared> {
        self.configuration.as_ref()?.declared()
    }

    /// The indices of the crates of this name: inputs, their dependencies, and the dependencies of these.
    pub(crate) fn crates_named(&self, name: &str) -> Vec<usize> {
        let externals = self.externals.get_or_init(|| Externals::load(&self.crates));
        let external = externals.as_ref().map_or(&[][..], |externals| &externals.crates);
        let all = self.crates.iter().chain(external).enumerate();
        all.filter(|(_, krate)| krate.name == name).map(|(index, _)| index).collect()
    }

    /// A program with one crate, whose only source is this text.
    pub(crate) fn of_source(name: &str, source: &str) -> Self {
        let root = Crate {
            name: name.to_owned(),
            root: Root::Text(name.to_owned(), source.to_owned()),
            is_input: true,
            manifest: None,
            version: None,
            dependencies: None,
            cfg: Cfg::default(),
            module: OnceLock::new(),
            macros: OnceLock::new(),
        };
        Self::new(vec![root], Vec::new(), BTreeMap::new())
    }

    /// The crate with this index.
    pub(crate) fn krate(&self, index: usize) -> &Crate {
        match self.externals.get() {
            Some(Ok(externals)) if index >= self.crates.len() => {
                &externals.crates[index - self.crates.len()]
            }
            _ => &self.crates[index],
        }
    }

    /// Whether a manifest asks for this feature of a crate. Other crates may turn on more.
    pub(crate) fn has_feature(&self, krate: &str, feature: &str) -> bool {
        self.requested_features.get(krate).is_some_and(|features| features.contains(feature))
    }

    /// The path of a module from its crate: `app::dialog`.
    pub(crate) fn path_of(&self, module: &Module) -> String {
        let krate = &self.krate(module.krate).name;
        let path: Vec<_> = std::iter::once(krate).chain(&module.path).map(String::as_str).collect();
        path.join("::")
    }

    /// Whether a crate comes from a registry or a repository, so that the user cannot change it.
    pub(crate) fn is_external(&self, index: usize) -> bool {
        index >= self.crates.len()
    }

    /// The crate that has this name in the sources of `krate` and is not a path dependency.
    pub(crate) fn external(&self, krate: usize, name: &str) -> Result<usize, MissingSource> {
        let dependency = self.krate(krate).dependencies.as_ref().and_then(|all| all.get(name));
        match dependency {
            Some(Dependency::Opaque(package)) if package.name != RUNTIME.replace('-', "_") => {}
            _ => return Err(MissingSource::NotExternal),
        }
        let externals = self.externals.get_or_init(|| Externals::load(&self.crates));
        let externals =
            externals.as_ref().map_err(|reason| MissingSource::NotFound(reason.clone()))?;
        externals.edges.get(&(krate, name.to_owned())).copied().ok_or(MissingSource::NotExternal)
    }

    /// What the inherent method of a type returns.
    pub(crate) fn method(&self, krate: usize, ty: &str, name: &str) -> MethodResult {
        let find = || Arc::new(Methods::find(self.krate(krate), name));
        let mut known = self.methods.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry((krate, name.into())).or_insert_with(find).of(ty)
    }

    /// The name of the runtime in the sources of a crate, if it has only another one than its own.
    pub(crate) fn runtime_name(&self, krate: usize) -> Option<&str> {
        let own = RUNTIME.replace('-', "_");
        let dependencies = self.krate(krate).dependencies.as_ref()?;
        let is_it = |dependency: &Dependency| matches!(dependency, Dependency::Opaque(package) if package.name == own);
        let is_declared = self.root(krate).is_some_and(|root| root.names.contains_key(&*own));
        if is_declared || dependencies.contains_key(&own) {
            return None;
        }
        dependencies.iter().find(|(_, it)| is_it(it)).map(|(name, _)| name.as_str())
    }

    /// The root module of a crate.
    pub(crate) fn root(&self, krate: usize) -> Option<&Module> {
        let owner = self.krate(krate);
        let read = || self.read(|errors| read_root(krate, owner, Some(self), errors));
        owner.module.get_or_init(read).as_ref()
    }

    /// The module of a `mod` item of `parent`.
    pub(crate) fn child<'a>(
        &'a self,
        parent: &Module,
        entry: &Entry,
        child: &'a Child,
    ) -> Option<&'a Module> {
        let owner = self.krate(parent.krate);
        let condition = entry.unresolved_cfg.as_deref();
        let read = || {
            self.read(|errors| {
                read_child(parent, condition, child, owner, Some(self), errors).map(Box::new)
            })
        };
        child.module.get_or_init(read).as_deref()
    }

    fn read<T>(&self, read: impl FnOnce(&mut Errors<Problem>) -> Option<T>) -> Option<T> {
        let mut errors = Errors::new();
        let module = read(&mut errors);
        if let Err(mut problems) = errors.check() {
            self.problems().append(&mut problems);
        }
        // Frees the file's text, which the parser keeps for the spans of tokens that are gone now.
        proc_macro2::extra::invalidate_current_thread_spans();
        module
    }

    fn problems(&self) -> MutexGuard<'_, Vec<Problem>> {
        self.problems.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads all modules of the input, on all processors.
    pub(crate) fn read_inputs(&self) {
        let inputs = self.crates.iter().enumerate().filter(|(_, krate)| krate.is_input);
        let roots: Vec<_> = inputs.filter_map(|(krate, _)| self.root(krate)).collect();
        rayon::scope(|scope| {
            for root in roots {
                self.read_below(root, scope);
            }
        });
    }

    /// Reads the descendants of a module, each in a task of its own.
    fn read_below<'a>(&'a self, module: &'a Module, scope: &rayon::Scope<'a>) {
        for entry in module.names.values().flatten() {
            if let Binding::Module(child) = &entry.binding {
                scope.spawn(move |scope| {
                    if let Some(module) = self.child(module, entry, child) {
                        self.read_below(module, scope);
                    }
                });
            }
        }
    }

    /// Every module of the input, parents before children.
    pub(crate) fn input_modules(&self) -> Vec<&Module> {
        let inputs = self.crates.iter().enumerate().filter(|(_, krate)| krate.is_input);
        inputs.flat_map(|(krate, _)| self.modules(krate)).collect()
    }

    /// Every module of a crate, parents before children.
    pub(crate) fn modules(&self, krate: usize) -> Vec<&Module> {
        let mut modules = Vec::new();
        let mut pending: Vec<&Module> = self.root(krate).into_iter().collect();
        while let Some(module) = pending.pop() {
            modules.push(module);
            pending.extend(self.children(module));
        }
        modules
    }

    /// The modules in a module.
    pub(crate) fn children<'a>(&'a self, module: &'a Module) -> impl Iterator<Item = &'a Module> {
        module.names.values().flatten().filter_map(move |entry| match &entry.binding {
            Binding::Module(child) => self.child(module, entry, child),
            _ => None,
        })
    }

    /// The modules of a crate that were read so far.
    pub(crate) fn modules_read(&self, krate: usize) -> Vec<&Module> {
        let mut pending: Vec<&Module> =
            self.krate(krate).module.get().and_then(Option::as_ref).into_iter().collect();
        let mut modules = Vec::new();
        while let Some(module) = pending.pop() {
            modules.push(module);
            for entry in module.names.values().flatten() {
                if let Binding::Module(child) = &entry.binding {
                    pending.extend(child.module.get().and_then(Option::as_deref));
                }
            }
        }
        modules
    }

    /// Every file that was read so far, sorted.
    pub(crate) fn files_read(&self) -> Vec<PathBuf> {
        let modules = (0..self.crates.len()).flat_map(|krate| self.modules_read(krate));
        let sources = modules.flat_map(|module| module.file.paths()).map(|path| path.to_path_buf());
        let configuration = self.configuration.iter().map(|it| it.module.file.path.to_path_buf());
        let files: BTreeSet<_> =
            self.manifests.iter().cloned().chain(sources).chain(configuration).collect();
        files.into_iter().collect()
    }

    /// Adds the problems of the files that were read since the last call.
    pub(crate) fn report(&self, errors: &mut Errors<Problem>) {
        errors.extend(mem::take(&mut *self.problems()));
    }
}

impl MacroCrates for Program {
    fn macros(&self, krate: usize) -> &CrateMacros {
        let owner = self.krate(krate);
        owner.macros.get_or_init(|| read_macros(krate, owner))
    }

    fn dependency(&self, krate: usize, name: &str) -> Option<Result<usize, String>> {
        Some(match self.krate(krate).dependencies.as_ref()?.get(name)? {
            Dependency::Source(index) => Ok(*index),
            Dependency::Opaque(_) => self.external(krate, name).map_err(|missing| match missing {
                MissingSource::NotFound(reason) => reason,
                MissingSource::NotExternal => format!("`{name}` is a procedural macro"),
            }),
        })
    }
}

impl FindMacro for Program {
    fn find_macro(&self, from: &Place, paths: &[Path]) -> Result<Arc<MacroRules>, Option<String>> {
        let mut failure = None;
        for path in paths {
            match follow(self, from, path) {
                Some(Ok((krate, rules))) if krate == from.krate => return Ok(rules),
                Some(Ok((krate, rules))) => {
                    let name = self.name_of(krate, from.krate);
                    let name = name.ok_or("a crate defines it that this one does not name");
                    return name
                        .map(|name| Arc::new(rules.seen_as(name)))
                        .map_err(|reason| Some(reason.to_owned()));
                }
                Some(Err(reason)) => failure = failure.or(Some(reason)),
                None => {}
            }
        }
        Err(failure)
    }

    fn package<'n>(&'n self, krate: usize, name: &'n str) -> Option<&'n str> {
        let Some(dependencies) = &self.krate(krate).dependencies else { return Some(name) };
        match dependencies.get(name)? {
            Dependency::Opaque(package) => Some(&package.name),
            Dependency::Source(_) => None,
        }
    }
}

impl Program {
    /// The name of a crate in the sources of one that depends on it.
    fn name_of(&self, krate: usize, dependent: usize) -> Option<&str> {
        let all = self.krate(dependent).dependencies.as_ref()?.iter();
        let mut names = all.filter(|(name, dependency)| match dependency {
            Dependency::Source(index) => *index == krate,
            Dependency::Opaque(_) => {
                self.is_external(krate) && self.dependency(dependent, name) == Some(Ok(krate))
            }
        });
        names.next().map(|(name, _)| name.as_str())
    }
}
