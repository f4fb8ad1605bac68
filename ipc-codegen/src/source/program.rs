//! All crates of a run, and their modules, each parsed when it is first asked for.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use ipc_syntax::unraw;
use syn::Attribute;

use super::external::Externals;
use super::macros::MacroScope;
use super::manifest::{RUNTIME, Root};
use super::module::{Child, Folders, ModuleFile, Site};
use super::{Binding, Cfg, Entry, Module, SourceFile};
use crate::codes;
use crate::report::Problem;

/// The crates of a run.
pub(crate) struct Program {
    pub(crate) crates: Vec<Crate>,
    /// The `Cargo.toml` files that led to them.
    manifests: Vec<PathBuf>,
    /// What was wrong with the files that were read so far.
    problems: RefCell<Vec<Problem>>,
    /// The crates that types lead to and that are not depended on by path.
    externals: OnceCell<Result<Externals, String>>,
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
    pub(crate) module: OnceCell<Option<Module>>,
}

/// What a crate's name stands for.
#[derive(Clone)]
pub(crate) enum Dependency {
    /// A crate whose source is at hand, by its index.
    Source(usize),
    /// A crate of this name whose source is not at hand.
    Opaque(String),
}

/// Why the source of a crate is not read.
pub(crate) enum External {
    /// Cargo does not tell where it is, for this reason.
    Unknown(String),
    /// It is none that cargo knows: the runtime, or one that no manifest names.
    None,
}

impl Program {
    pub(crate) fn new(crates: Vec<Crate>, manifests: Vec<PathBuf>) -> Self {
        Self { crates, manifests, problems: RefCell::default(), externals: OnceCell::new() }
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
            module: OnceCell::new(),
        };
        Self::new(vec![root], Vec::new())
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

    /// Whether a crate is one that cargo found, which is not the user's to change.
    pub(crate) fn is_external(&self, index: usize) -> bool {
        index >= self.crates.len()
    }

    /// The crate that has this name in the sources of another, and is not depended on by path.
    pub(crate) fn external(&self, krate: usize, name: &str) -> Result<usize, External> {
        let dependency = self.krate(krate).dependencies.as_ref().and_then(|all| all.get(name));
        match dependency {
            Some(Dependency::Opaque(package)) if *package != RUNTIME.replace('-', "_") => {}
            _ => return Err(External::None),
        }
        let externals = self.externals.get_or_init(|| Externals::load(&self.crates));
        let externals = externals.as_ref().map_err(|reason| External::Unknown(reason.clone()))?;
        externals.edges.get(&(krate, name.to_owned())).copied().ok_or(External::None)
    }

    /// The root module of a crate.
    pub(crate) fn root(&self, krate: usize) -> Option<&Module> {
        let owner = self.krate(krate);
        let load = || {
            let (path, text) = match &owner.root {
                Root::Text(name, text) => (PathBuf::from(name), Ok(text.clone())),
                Root::File(path) => (path.clone(), fs::read_to_string(path)),
            };
            let folders = match &owner.root {
                Root::Text(..) => None,
                Root::File(path) => {
                    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
                    Some(Folders { children: folder.clone(), paths: folder })
                }
            };
            let file = Rc::new(SourceFile { path, parent: None });
            let text = text.map_err(|error| {
                Problem::new(
                    codes::UNREADABLE_FILE,
                    format!("cannot read `{}`: {error}", file.path.display()),
                )
            });
            let site = Site {
                krate,
                path: Vec::new(),
                file,
                folders,
                undecided: None,
                program: self,
                macro_scope: MacroScope::default(),
                depth: 0,
                written: Rc::default(),
            };
            self.parse(&site, text)
        };
        owner.module.get_or_init(load).as_ref()
    }

    /// The module of a `mod` item of `parent`.
    pub(crate) fn child<'a>(
        &'a self,
        parent: &'a Module,
        entry: &'a Entry,
        child: &'a Child,
    ) -> Option<&'a Module> {
        let load = || {
            let site = Site {
                krate: parent.krate,
                path: parent.path.clone(),
                file: Rc::clone(&parent.file),
                folders: None,
                undecided: parent.undecided.clone(),
                program: self,
                macro_scope: MacroScope::default(),
                depth: 0,
                written: Rc::default(),
            };
            self.load(&site, entry.undecided.as_ref(), child).map(Box::new)
        };
        child.module.get_or_init(load).as_deref()
    }

    /// Reads the file of a `mod name;` in `parent`, which stands under the condition `undecided`.
    pub(super) fn load(
        &self,
        parent: &Site<'_>,
        undecided: Option<&Attribute>,
        child: &Child,
    ) -> Option<Module> {
        let name = unraw(&child.ident);
        let undecided = undecided.map(|attr| (attr.clone(), Rc::clone(&parent.file)));
        let undecided = undecided.or_else(|| parent.undecided.clone());
        let found = match find_file(&name, &child.files) {
            Ok(found) if is_above(&parent.file, &found.path) => {
                Err(format!("the file of module `{name}` contains itself"))
            }
            found => found,
        };
        let found = match found {
            Ok(found) => found,
            // It may be one that is there when the condition holds.
            Err(_) if undecided.is_some() => return None,
            Err(message) => {
                let problem = parent.file.problem(codes::MODULE_FILE, &child.ident, message);
                self.push(match child.files.as_slice() {
                    [] => problem.help("write the module in braces: this source has no folder"),
                    files => {
                        let names: Vec<_> =
                            files.iter().map(|file| format!("`{}`", file.path.display())).collect();
                        problem.help(format!("its place is {}", names.join(" or ")))
                    }
                });
                return None;
            }
        };
        let file =
            Rc::new(SourceFile { path: found.path.clone(), parent: Some(Rc::clone(&parent.file)) });
        let text = fs::read_to_string(&found.path).map_err(|error| {
            parent.file.problem(
                codes::UNREADABLE_FILE,
                &child.ident,
                format!("cannot read `{}`: {error}", found.path.display()),
            )
        });
        let paths = found.path.parent().unwrap_or(&found.children).to_owned();
        let site = Site {
            krate: parent.krate,
            path: [parent.path.as_slice(), &[name]].concat(),
            file,
            folders: Some(Folders { children: found.children.clone(), paths }),
            undecided,
            program: self,
            macro_scope: Rc::clone(&child.macro_scope),
            depth: 0,
            written: Rc::default(),
        };
        self.parse(&site, text)
    }

    fn parse(&self, site: &Site<'_>, text: Result<String, Problem>) -> Option<Module> {
        let parsed = text.map_err(|problem| vec![problem]).and_then(|text| site.file.parse(&text));
        match parsed {
            Ok(tree) => {
                let mut problems = Vec::new();
                let module = Module::build(site, tree.items, &mut problems);
                self.problems.borrow_mut().append(&mut problems);
                Some(module)
            }
            Err(mut problems) => {
                self.problems.borrow_mut().append(&mut problems);
                None
            }
        }
    }

    fn push(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// Every module of the crates that were asked for, parents before children.
    pub(crate) fn input_modules(&self) -> Vec<&Module> {
        let mut modules = Vec::new();
        for (krate, owner) in self.crates.iter().enumerate() {
            if owner.is_input {
                let mut pending: Vec<&Module> = self.root(krate).into_iter().collect();
                while let Some(module) = pending.pop() {
                    modules.push(module);
                    pending.extend(self.children(module));
                }
            }
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
        let sources = modules.map(|module| module.file.path.clone());
        let files: BTreeSet<_> = self.manifests.iter().cloned().chain(sources).collect();
        files.into_iter().collect()
    }

    /// Takes what was wrong with the files that were read so far.
    pub(crate) fn take_problems(&self) -> Vec<Problem> {
        self.problems.take()
    }
}

/// The one file of these that there is.
fn find_file<'a>(name: &str, files: &'a [ModuleFile]) -> Result<&'a ModuleFile, String> {
    let mut present = files.iter().filter(|file| file.path.is_file());
    match (present.next(), present.next()) {
        (None, _) => Err(format!("there is no file for module `{name}`")),
        (Some(found), None) => Ok(found),
        (Some(_), Some(_)) => Err(format!("there are two files for module `{name}`")),
    }
}

/// Whether `path` is that of `file`, or of one that led to it.
fn is_above(file: &Rc<SourceFile>, path: &Path) -> bool {
    let mut above = Some(file);
    while let Some(file) = above {
        if is_same_file(&file.path, path) {
            return true;
        }
        above = file.parent.as_ref();
    }
    false
}

/// Files of one folder are told apart by their names; `#[path]` may lead to one another way.
fn is_same_file(a: &Path, b: &Path) -> bool {
    a.file_name() == b.file_name()
        && matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}
