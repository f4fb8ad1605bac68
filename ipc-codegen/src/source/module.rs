//! One module: the names that it binds, its APIs, and the files of its children.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::file::SourceFile;
use super::macros::{MacroScope, Unexpanded};
use crate::report::Problem;
use crate::tree::{
    Alias, Api, Data, Function, Impl, Length, Name, Path, Span, Trait, UnresolvedCfg, Value,
    Visitor,
};

/// A module, reduced to what the compiler needs of its items.
pub(crate) struct Module {
    /// The index of its crate in the program.
    pub(crate) krate: usize,
    /// The modules from the crate's root to this one.
    pub(crate) path: Vec<String>,
    pub(crate) file: Arc<SourceFile>,
    /// The unresolved `cfg` on it or on a module around it, and the file of that.
    pub(crate) unresolved_cfg: Option<(Box<UnresolvedCfg>, Arc<SourceFile>)>,
    /// The bindings of each name: several if the name is a type and a function, or under unresolved
    /// `cfg`s.
    pub(crate) names: BTreeMap<Box<str>, Vec<Entry>>,
    pub(crate) globs: Vec<Glob>,
    pub(crate) apis: Vec<ApiItem>,
    pub(crate) impls: Vec<Impl>,
    /// Its constants, which may be array lengths or the values of constants of APIs.
    pub(crate) constants: BTreeMap<Box<str>, Constant>,
    /// Its functions that serialize or deserialize, by name.
    pub(crate) functions: BTreeMap<Box<str>, Vec<Function>>,
    /// Those of inherent implementations, by the names of the type and the function.
    pub(crate) methods: BTreeMap<(Box<str>, Box<str>), Vec<Function>>,
    /// The visitors that it implements, by the names of their types.
    pub(crate) visitors: BTreeMap<Box<str>, Vec<Visitor>>,
    /// The modules that the items in the bodies of its functions make.
    pub(crate) blocks: Vec<Module>,
    /// Whether it is one of these. It has the path of the module around it, whose names are in scope.
    pub(crate) is_block: bool,
    /// The imports that give an item another name, by that name.
    pub(super) renames: BTreeMap<Box<str>, Path>,
    /// The attributes that its `attribute_alias!`es declare, by name.
    pub(crate) attribute_aliases: BTreeMap<Box<str>, Box<str>>,
    pub(crate) macros: Vec<Unexpanded>,
    /// The `macro_rules!` in scope at its end.
    pub(super) macro_scope: MacroScope,
}

/// One binding of a name.
pub(crate) struct Entry {
    pub(crate) vis: Visibility,
    pub(crate) unresolved_cfg: Option<Box<UnresolvedCfg>>,
    pub(crate) binding: Binding,
}

/// What a name is bound to.
pub(crate) enum Binding {
    Module(Box<Child>),
    Data(Box<Data>),
    Alias(Box<Alias>),
    Use(Path),
    /// `extern crate name`.
    Crate(Box<str>),
    Trait(Box<Trait>),
}

/// Who may name an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visibility {
    Public,
    /// `pub(crate)`, and `pub(in path)`, which rustc has checked.
    Crate,
    /// `pub(super)`.
    Parent,
    Module,
}

impl Visibility {
    pub(super) fn of(vis: &syn::Visibility) -> Self {
        match vis {
            syn::Visibility::Public(_) => Self::Public,
            syn::Visibility::Inherited => Self::Module,
            syn::Visibility::Restricted(vis) if vis.path.is_ident("self") => Self::Module,
            syn::Visibility::Restricted(vis) if vis.path.is_ident("super") => Self::Parent,
            syn::Visibility::Restricted(_) => Self::Crate,
        }
    }

    /// Whether `viewer` may name an item of `module` with this visibility.
    pub(crate) fn allows(self, viewer: &Module, module: &Module) -> bool {
        let is_inside =
            |path: &[String]| viewer.krate == module.krate && viewer.path.starts_with(path);
        match self {
            Self::Public => true,
            Self::Module => is_inside(&module.path),
            Self::Parent => is_inside(module.path.split_last().map_or(&[], |(_, parent)| parent)),
            Self::Crate => viewer.krate == module.krate,
        }
    }
}

/// A constant.
pub(crate) struct Constant {
    pub(crate) vis: Visibility,
    pub(crate) length: Length,
    pub(crate) value: Value,
}

/// `use path::*`.
pub(crate) struct Glob {
    pub(crate) vis: Visibility,
    pub(crate) unresolved_cfg: Option<Box<UnresolvedCfg>>,
    pub(crate) path: Path,
}

/// An item under `#[ipc_api]`.
pub(crate) struct ApiItem {
    pub(crate) span: Span,
    /// The path of its attribute, if that has another name and may be `#[ipc_api]`.
    pub(crate) renamed: Option<Path>,
    /// The name of the trait, if the item is one.
    pub(crate) name: Option<Name>,
    pub(crate) unresolved_cfg: Option<Box<UnresolvedCfg>>,
    /// `None` if the item cannot be read.
    pub(crate) api: Option<Api>,
    pub(crate) problems: Vec<Problem>,
}

/// A child module, whose file is read when it is first asked for.
pub(crate) struct Child {
    pub(super) name: Name,
    /// The files that may hold its text; none if it is inline, or declared in a source without a
    /// file.
    pub(super) files: Vec<ModuleFile>,
    pub(crate) module: OnceLock<Option<Box<Module>>>,
    /// The `macro_rules!` in scope at its declaration.
    pub(super) macro_scope: MacroScope,
}

/// A file that may hold a module.
pub(super) struct ModuleFile {
    pub(super) path: PathBuf,
    /// The folder of the module's own children.
    pub(super) children: PathBuf,
}

impl Module {
    /// A module at the root of a crate, without items.
    pub(super) fn new(krate: usize, file: Arc<SourceFile>) -> Self {
        Self {
            krate,
            path: Vec::new(),
            file,
            unresolved_cfg: None,
            names: BTreeMap::new(),
            globs: Vec::new(),
            apis: Vec::new(),
            impls: Vec::new(),
            constants: BTreeMap::new(),
            functions: BTreeMap::new(),
            methods: BTreeMap::new(),
            visitors: BTreeMap::new(),
            blocks: Vec::new(),
            is_block: false,
            renames: BTreeMap::new(),
            attribute_aliases: BTreeMap::new(),
            macros: Vec::new(),
            macro_scope: MacroScope::default(),
        }
    }

    /// The modules from the crate's root to a child.
    pub(super) fn path_to(&self, child: &Name) -> Vec<String> {
        self.path.iter().cloned().chain([child.text.to_string()]).collect()
    }

    /// The unresolved `cfg` on a child: its `own`, or else the one that this module is under.
    pub(super) fn unresolved_cfg_of(
        &self,
        own: Option<&UnresolvedCfg>,
    ) -> Option<(Box<UnresolvedCfg>, Arc<SourceFile>)> {
        own.map(|own| (Box::new(own.clone()), Arc::clone(&self.file)))
            .or_else(|| self.unresolved_cfg.clone())
    }
}
