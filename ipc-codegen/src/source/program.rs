//! All crates of a run, and their modules, each parsed when it is first asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::external::Externals;
use super::manifest::{RUNTIME, Root};
use super::module::Child;
use super::{Binding, Cfg, Entry, Module, load};
use crate::report::Problem;

/// The crates of a run.
pub(crate) struct Program {
    pub(crate) crates: Vec<Crate>,
    /// The `Cargo.toml` files that led to them.
    manifests: Vec<PathBuf>,
    /// The features that these ask for, of crates that are not depended on by path.
    asked: BTreeMap<String, BTreeSet<String>>,
    /// What was wrong with the files that were read so far.
    problems: Mutex<Vec<Problem>>,
    /// The crates that types lead to and that are not depended on by path.
    externals: OnceLock<Result<Externals, String>>,
}

/// One target of a package.
pub(crate) struct Crate {
    pub(crate) name: String,
    pub(crate) root: Root,
    /// Whether it was asked for, rather than reached.
    pub(crate) is_input: bool,
    /// Its package's `Cargo.toml`, if it has one.
    pub(crate) manifest: Option<PathBuf>,
    /// Crates by the names that they have in its sources; `None` if no manifest tells them.
    pub(crate) dependencies: Option<BTreeMap<String, Dependency>>,
    pub(crate) cfg: Cfg,
    pub(crate) module: OnceLock<Option<Module>>,
}

/// What a crate's name stands for.
#[derive(Clone)]
pub(crate) enum Dependency {
    /// A crate whose source is at hand, by its index.
    Source(usize),
    /// A crate whose source is not at hand.
    Opaque(Package),
}

/// What is known of a package from its name.
#[derive(Clone)]
pub(crate) struct Package {
    /// With underscores.
    pub(crate) name: String,
    /// The first number of its version, if that can be told.
    pub(crate) major: Option<u64>,
}

/// Why the source of a crate is not read.
pub(crate) enum External {
    /// Cargo does not tell where it is, for this reason.
    Unknown(String),
    /// It is none that cargo knows: the runtime, or one that no manifest names.
    None,
}

impl Program {
    pub(crate) fn new(
        crates: Vec<Crate>,
        manifests: Vec<PathBuf>,
        asked: BTreeMap<String, BTreeSet<String>>,
    ) -> Self {
        let externals = OnceLock::new();
        Self { crates, manifests, asked, problems: Mutex::default(), externals }
    }

    /// One crate whose only source is this text.
    pub(crate) fn of_source(name: &str, source: &str) -> Self {
        let root = Crate {
            name: name.to_owned(),
            root: Root::Text(name.to_owned(), source.to_owned()),
            is_input: true,
            manifest: None,
            dependencies: None,
            cfg: Cfg::default(),
            module: OnceLock::new(),
        };
        Self::new(vec![root], Vec::new(), BTreeMap::new())
    }

    /// A crate of the input, or one that it depends on.
    pub(crate) fn krate(&self, index: usize) -> &Crate {
        match self.externals.get() {
            Some(Ok(externals)) if index >= self.crates.len() => {
                &externals.crates[index - self.crates.len()]
            }
            _ => &self.crates[index],
        }
    }

    /// Whether a crate surely has a feature: a manifest asks for it. What none asks for may be on
    /// all the same.
    pub(crate) fn has_feature(&self, krate: &str, feature: &str) -> bool {
        self.asked.get(krate).is_some_and(|features| features.contains(feature))
    }

    /// The path of a module from its crate: `app::dialog`.
    pub(crate) fn path_of(&self, module: &Module) -> String {
        let krate = &self.krate(module.krate).name;
        let path: Vec<_> = std::iter::once(krate).chain(&module.path).map(String::as_str).collect();
        path.join("::")
    }

    /// Whether a crate is one that cargo found, which is not the user's to change.
    pub(crate) fn is_external(&self, index: usize) -> bool {
        index >= self.crates.len()
    }

    /// The crate that has this name in the sources of another, and is not depended on by path.
    pub(crate) fn external(&self, krate: usize, name: &str) -> Result<usize, External> {
        let dependency = self.krate(krate).dependencies.as_ref().and_then(|all| all.get(name));
        match dependency {
            Some(Dependency::Opaque(package)) if package.name != RUNTIME.replace('-', "_") => {}
            _ => return Err(External::None),
        }
        let externals = self.externals.get_or_init(|| Externals::load(&self.crates));
        let externals = externals.as_ref().map_err(|reason| External::Unknown(reason.clone()))?;
        externals.edges.get(&(krate, name.to_owned())).copied().ok_or(External::None)
    }

    /// The root module of a crate.
    pub(crate) fn root(&self, krate: usize) -> Option<&Module> {
        let owner = self.krate(krate);
        let load = || self.read(|problems| load::root(krate, owner, problems));
        owner.module.get_or_init(load).as_ref()
    }

    /// The module of a `mod` item of `parent`.
    pub(crate) fn child<'a>(
        &'a self,
        parent: &Module,
        entry: &Entry,
        child: &'a Child,
    ) -> Option<&'a Module> {
        let cfg = &self.krate(parent.krate).cfg;
        let undecided = entry.undecided.as_deref();
        let load = || {
            self.read(|problems| load::child(parent, undecided, child, cfg, problems).map(Box::new))
        };
        child.module.get_or_init(load).as_deref()
    }

    fn read<T>(&self, read: impl FnOnce(&mut Vec<Problem>) -> Option<T>) -> Option<T> {
        let mut problems = Vec::new();
        let module = read(&mut problems);
        self.problems().append(&mut problems);
        // What was parsed is gone, and so may its text be, which the parser keeps for its places.
        proc_macro2::extra::invalidate_current_thread_spans();
        module
    }

    fn problems(&self) -> MutexGuard<'_, Vec<Problem>> {
        self.problems.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads all modules of the crates that were asked for, on all processors.
    pub(crate) fn read_inputs(&self) {
        let inputs = self.crates.iter().enumerate().filter(|(_, krate)| krate.is_input);
        let roots: Vec<_> = inputs.filter_map(|(krate, _)| self.root(krate)).collect();
        rayon::scope(|scope| {
            for root in roots {
                self.read_below(root, scope);
            }
        });
    }

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

    /// Every module of the crates that were asked for, parents before children.
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

    fn children<'a>(&'a self, module: &'a Module) -> impl Iterator<Item = &'a Module> {
        module.names.values().flatten().filter_map(move |entry| match &entry.binding {
            Binding::Module(child) => self.child(module, entry, child),
            _ => None,
        })
    }

    /// The modules of a crate that have been read.
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

    /// Every file that has been read, sorted.
    pub(crate) fn files_read(&self) -> Vec<PathBuf> {
        let modules = (0..self.crates.len()).flat_map(|krate| self.modules_read(krate));
        let sources = modules.map(|module| module.file.path.to_path_buf());
        let files: BTreeSet<_> = self.manifests.iter().cloned().chain(sources).collect();
        files.into_iter().collect()
    }

    /// Takes what was wrong with the files that were read so far.
    pub(crate) fn take_problems(&self) -> Vec<Problem> {
        mem::take(&mut self.problems())
    }
}
