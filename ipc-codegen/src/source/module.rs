//! One module: the names that it binds, the APIs in it, and the files of its children.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use ipc_syntax::unraw;
use proc_macro2::{Ident, TokenStream};
use syn::{ImplItem, Item, ItemImpl, ItemMacro, ItemMod, Meta, TraitItem, UseTree};

use super::cfg::attributes;
use super::macros::{MAX_DEPTH, MacroRules, MacroScope, Unexpanded, expand_types, items};
use super::read::{
    array_length, at, bounds, condition, generics, name, path_attribute, read_api, read_data,
    trait_of, traits, type_expr, undecided,
};
use super::{Cfg, SourceFile, load};
use crate::report::Problem;
use crate::tree::{Alias, Api, At, Condition, Data, Impl, Length, Name, Path, Trait};

/// A module with what the compiler needs of its items.
pub(crate) struct Module {
    /// The crate that it is in, by its index in the program.
    pub(crate) krate: usize,
    /// The modules from the crate's root to this one.
    pub(crate) path: Vec<String>,
    pub(crate) file: Arc<SourceFile>,
    /// The undecided `cfg` that it stands under, with the file of that.
    pub(crate) undecided: Option<(Box<Condition>, Arc<SourceFile>)>,
    /// What each name is bound to: more than one entry if a name is a type and a function, or
    /// under undecided `cfg`s.
    pub(crate) names: BTreeMap<Box<str>, Vec<Entry>>,
    pub(crate) globs: Vec<Glob>,
    pub(crate) apis: Vec<ApiItem>,
    pub(crate) impls: Vec<Impl>,
    /// The constants, which may be the lengths of arrays.
    pub(crate) constants: BTreeMap<Box<str>, Constant>,
    pub(crate) macros: Vec<Unexpanded>,
    /// The `macro_rules!` at its end.
    macro_scope: MacroScope,
}

/// A name's meaning.
pub(crate) struct Entry {
    pub(crate) vis: Visibility,
    /// Its undecided `cfg`.
    pub(crate) undecided: Option<Box<Condition>>,
    pub(crate) binding: Binding,
}

/// What kind of thing a name means.
pub(crate) enum Binding {
    Module(Child),
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
    fn of(vis: &syn::Visibility) -> Self {
        match vis {
            syn::Visibility::Public(_) => Self::Public,
            syn::Visibility::Inherited => Self::Module,
            syn::Visibility::Restricted(vis) if vis.path.is_ident("self") => Self::Module,
            syn::Visibility::Restricted(vis) if vis.path.is_ident("super") => Self::Parent,
            syn::Visibility::Restricted(_) => Self::Crate,
        }
    }
}

/// A constant.
pub(crate) struct Constant {
    pub(crate) vis: Visibility,
    pub(crate) length: Length,
}

/// `use path::*`.
pub(crate) struct Glob {
    pub(crate) vis: Visibility,
    /// Its undecided `cfg`.
    pub(crate) undecided: Option<Box<Condition>>,
    pub(crate) path: Path,
}

/// An item under `#[ipc_api]`.
pub(crate) struct ApiItem {
    pub(crate) at: At,
    /// The name of the trait, if it is one.
    pub(crate) name: Option<Name>,
    /// Its undecided `cfg`.
    pub(crate) undecided: Option<Box<Condition>>,
    /// None if nothing can be made of it.
    pub(crate) api: Option<Api>,
    pub(crate) problems: Vec<Problem>,
}

/// A child module, whose file is read when it is asked for.
pub(crate) struct Child {
    pub(super) name: Name,
    /// Where its text may be; nowhere if it is inline, or declared in a source without a file.
    pub(super) files: Vec<ModuleFile>,
    pub(crate) module: OnceLock<Option<Box<Module>>>,
    /// The `macro_rules!` above it.
    pub(super) macro_scope: MacroScope,
}

/// A file that may hold a module.
pub(super) struct ModuleFile {
    pub(super) path: PathBuf,
    /// The folder of its own children.
    pub(super) children: PathBuf,
}

/// The folders that a module's `mod name;` lines look into; none in a string.
#[derive(Clone)]
pub(super) struct Folders {
    /// For plain ones.
    pub(super) children: PathBuf,
    /// For those with `#[path]`.
    pub(super) paths: PathBuf,
}

impl Folders {
    /// Those of a module in braces.
    fn inline(&self, name: &str, explicit: Option<String>) -> Self {
        let children = match explicit {
            Some(path) => self.paths.join(path),
            None => self.children.join(name),
        };
        Self { paths: children.clone(), children }
    }

    /// The files that `mod name;` may mean.
    fn files(&self, name: &str, explicit: Option<String>) -> Vec<ModuleFile> {
        if let Some(path) = explicit {
            let path = self.paths.join(path);
            let children = path.parent().unwrap_or(&self.paths).to_owned();
            return vec![ModuleFile { path, children }];
        }
        let children = self.children.join(name);
        let beside = self.children.join(format!("{name}.rs"));
        let inside = children.join("mod.rs");
        [beside, inside].map(|path| ModuleFile { path, children: children.clone() }).into()
    }
}

/// Where a module stands.
pub(super) struct Site {
    pub(super) krate: usize,
    pub(super) path: Vec<String>,
    pub(super) file: Arc<SourceFile>,
    pub(super) folders: Option<Folders>,
    pub(super) undecided: Option<(Box<Condition>, Arc<SourceFile>)>,
    /// The `macro_rules!` above its first item.
    pub(super) macro_scope: MacroScope,
}

/// A `use`, as far as it is read.
struct Import {
    vis: Visibility,
    /// Its undecided `cfg`.
    undecided: Option<Box<Condition>>,
    is_extern: bool,
    /// The segments above the tree that is being read.
    prefix: Vec<Name>,
}

impl Import {
    fn path(&self, segments: Vec<Name>) -> Path {
        Path { is_extern: self.is_extern, segments: segments.into() }
    }
}

/// What the modules of one file are read with.
pub(super) struct Reading<'a> {
    pub(super) cfg: &'a Cfg,
    /// How many tokens macros have written.
    pub(super) written: usize,
    pub(super) problems: &'a mut Vec<Problem>,
}

impl Module {
    /// Sorts items into a module. `depth` is how many macros they were written by.
    pub(super) fn read(
        site: Site,
        items: Vec<Item>,
        depth: usize,
        reading: &mut Reading<'_>,
    ) -> Self {
        let mut module = Self {
            krate: site.krate,
            path: site.path,
            file: site.file,
            undecided: site.undecided,
            names: BTreeMap::new(),
            globs: Vec::new(),
            apis: Vec::new(),
            impls: Vec::new(),
            constants: BTreeMap::new(),
            macros: Vec::new(),
            macro_scope: site.macro_scope,
        };
        module.add_all(site.folders.as_ref(), items, depth, reading);
        module
    }

    fn add_all(
        &mut self,
        folders: Option<&Folders>,
        items: Vec<Item>,
        depth: usize,
        reading: &mut Reading<'_>,
    ) {
        for mut item in items {
            if reading.cfg.apply_to_item(&mut item, &self.file, reading.problems) {
                match item {
                    Item::Macro(item) => self.add_macro(folders, &item, depth, reading),
                    Item::Mod(item) => self.add_module(folders, item, depth, reading),
                    mut item => {
                        if !self.macro_scope.is_empty() {
                            expand_types(&mut item, &self.macro_scope, &mut reading.written);
                        }
                        self.add(item, reading);
                    }
                }
            }
        }
    }

    /// Defines a macro, or puts what a call of one stands for in its place.
    fn add_macro(
        &mut self,
        folders: Option<&Folders>,
        item: &ItemMacro,
        depth: usize,
        reading: &mut Reading<'_>,
    ) {
        let is_decided = undecided(&item.attrs).is_none();
        if let Some(name) = &item.ident {
            if item.mac.path.is_ident("macro_rules") {
                let rules = Arc::new(MacroRules::read(item, is_decided));
                Arc::make_mut(&mut self.macro_scope).insert(unraw(name), rules);
            }
            return;
        }
        let items = match MacroRules::find(&self.macro_scope, &item.mac) {
            None => Err(None),
            Some(_) if depth == MAX_DEPTH => Err(Some("it calls itself too often".to_owned())),
            Some(_) if !is_decided => Err(Some("its `cfg` cannot be told".to_owned())),
            Some(rules) => rules.expand(&item.mac, &mut reading.written, items).map_err(Some),
        };
        match items {
            Ok(items) => self.add_all(folders, items, depth + 1, reading),
            Err(reason) => self.macros.push(Unexpanded::new(item, reason)),
        }
    }

    fn add(&mut self, mut item: Item, reading: &mut Reading<'_>) {
        let (cfg, file) = (reading.cfg, Arc::clone(&self.file));
        if let Some(args) = take_ipc_api(&mut item) {
            let undecided = attributes(&mut item).and_then(|attrs| condition(attrs));
            let mut problems = Vec::new();
            let api = read_api(args, &item, &file, cfg, &mut problems);
            self.apis.push(ApiItem {
                at: at(&item),
                name: match &item {
                    Item::Trait(item) => Some(name(&item.ident)),
                    _ => None,
                },
                undecided,
                api,
                problems,
            });
            return;
        }
        match item {
            Item::Struct(item) => self.bind_data(&item.into(), cfg),
            Item::Enum(item) => self.bind_data(&item.into(), cfg),
            Item::Union(item) => self.bind_data(&item.into(), cfg),
            Item::Type(item) => {
                let alias = Alias {
                    name: name(&item.ident),
                    generics: generics(at(&item.ident), &item.generics),
                    ty: type_expr(&item.ty),
                };
                let binding = Binding::Alias(Box::new(alias));
                self.bind(&item.ident, &item.vis, condition(&item.attrs), binding);
            }
            Item::Trait(item) => {
                let types = item.items.iter().filter_map(|part| match part {
                    TraitItem::Type(part) => Some(unraw(&part.ident).into()),
                    _ => None,
                });
                let kept = Trait {
                    generics: generics(at(&item.ident), &item.generics),
                    supertraits: traits(&item.supertraits),
                    types: types.collect(),
                };
                let binding = Binding::Trait(Box::new(kept));
                self.bind(&item.ident, &item.vis, condition(&item.attrs), binding);
            }
            Item::ExternCrate(item) => {
                let name = item.rename.as_ref().map_or(&item.ident, |(_, name)| name);
                let binding = Binding::Crate(unraw(&item.ident).into());
                self.bind(name, &item.vis, condition(&item.attrs), binding);
            }
            Item::Use(item) => {
                let mut import = Import {
                    vis: Visibility::of(&item.vis),
                    undecided: condition(&item.attrs),
                    is_extern: item.leading_colon.is_some(),
                    prefix: Vec::new(),
                };
                self.add_use(&mut import, &item.tree);
            }
            Item::Const(item) => {
                let length = match undecided(&item.attrs) {
                    Some(_) => Length::Unknown,
                    None => array_length(&item.expr),
                };
                let constant = Constant { vis: Visibility::of(&item.vis), length };
                self.constants.insert(unraw(&item.ident).into(), constant);
            }
            Item::Impl(item) => self.add_impl(item, reading),
            _ => {}
        }
    }

    /// Keeps what an implementation of a trait says of types.
    fn add_impl(&mut self, item: ItemImpl, reading: &mut Reading<'_>) {
        let Some((of_trait, _)) = &item.trait_ else { return };
        if item.modifiers.polarity.is_some() {
            return;
        }
        let mut types = Vec::new();
        for part in item.items {
            if let ImplItem::Type(mut part) = part
                && reading.cfg.apply(&mut part.attrs, &self.file, reading.problems)
                && undecided(&part.attrs).is_none()
            {
                types.push((unraw(&part.ident).into(), type_expr(&part.ty)));
            }
        }
        self.impls.push(Impl {
            bounds: bounds(&item.generics),
            undecided: condition(&item.attrs),
            generics: generics(at(of_trait), &item.generics),
            of_trait: trait_of(of_trait),
            this: type_expr(&item.self_ty),
            types,
        });
    }

    fn bind(
        &mut self,
        ident: &Ident,
        vis: &syn::Visibility,
        undecided: Option<Box<Condition>>,
        binding: Binding,
    ) {
        self.bind_name(unraw(ident).into(), Visibility::of(vis), undecided, binding);
    }

    fn bind_name(
        &mut self,
        name: Box<str>,
        vis: Visibility,
        undecided: Option<Box<Condition>>,
        binding: Binding,
    ) {
        // Few names have a second meaning.
        let entries = self.names.entry(name).or_insert_with(|| Vec::with_capacity(1));
        entries.push(Entry { vis, undecided, binding });
    }

    fn bind_data(&mut self, input: &syn::DeriveInput, cfg: &Cfg) {
        let data = read_data(input, &self.file, cfg);
        let binding = Binding::Data(Box::new(data));
        self.bind(&input.ident, &input.vis, condition(&input.attrs), binding);
    }

    fn add_use(&mut self, import: &mut Import, tree: &UseTree) {
        match tree {
            UseTree::Path(tree) => {
                import.prefix.push(name(&tree.ident));
                self.add_use(import, &tree.tree);
                import.prefix.pop();
            }
            UseTree::Name(tree) => self.add_import(import, &tree.ident, None),
            UseTree::Rename(tree) => self.add_import(import, &tree.ident, Some(&tree.rename)),
            UseTree::Glob(_) => {
                let (vis, undecided) = (import.vis, import.undecided.clone());
                let path = import.path(import.prefix.clone());
                self.globs.push(Glob { vis, undecided, path });
            }
            UseTree::Group(tree) => {
                for tree in &tree.items {
                    self.add_use(import, tree);
                }
            }
        }
    }

    fn add_import(&mut self, import: &Import, ident: &Ident, rename: Option<&Ident>) {
        let mut segments = import.prefix.clone();
        // `use a::b::{self}` is `use a::b`.
        if ident != "self" || segments.is_empty() {
            segments.push(name(ident));
        }
        let renamed = rename.map(|ident| unraw(ident).into());
        let bound = renamed.or_else(|| segments.last().map(|last| last.text.clone()));
        if let Some(bound) = bound.filter(|bound| **bound != *"_") {
            let binding = Binding::Use(import.path(segments));
            self.bind_name(bound, import.vis, import.undecided.clone(), binding);
        }
    }

    fn add_module(
        &mut self,
        folders: Option<&Folders>,
        item: ItemMod,
        depth: usize,
        reading: &mut Reading<'_>,
    ) {
        let name = name(&item.ident);
        let undecided = condition(&item.attrs);
        let explicit = path_attribute(&item.attrs);
        let is_macro_use = item.attrs.iter().any(|attr| attr.path().is_ident("macro_use"));
        let mut child = Child {
            name,
            files: Vec::new(),
            module: OnceLock::new(),
            macro_scope: Arc::clone(&self.macro_scope),
        };
        let module = if let Some((_, items)) = item.content {
            let site = Site {
                krate: self.krate,
                path: self.path_to(&child.name),
                file: Arc::clone(&self.file),
                folders: folders.map(|folders| folders.inline(&child.name.text, explicit)),
                undecided: self.undecided_of(undecided.as_deref()),
                macro_scope: Arc::clone(&self.macro_scope),
            };
            Some(Some(Self::read(site, items, depth, reading)))
        } else {
            let files = folders.map(|folders| folders.files(&child.name.text, explicit));
            child.files = files.unwrap_or_default();
            is_macro_use.then(|| {
                load::child(self, undecided.as_deref(), &child, reading.cfg, reading.problems)
            })
        };
        if let Some(module) = module {
            if let (true, Some(inside)) = (is_macro_use, &module) {
                self.macro_scope = Arc::clone(&inside.macro_scope);
            }
            child.module = OnceLock::from(module.map(Box::new));
        }
        self.bind(&item.ident, &item.vis, undecided, Binding::Module(child));
    }

    /// The modules from the crate's root to a child.
    pub(super) fn path_to(&self, child: &Name) -> Vec<String> {
        self.path.iter().cloned().chain([child.text.to_string()]).collect()
    }

    /// The condition that a child under `own` stands under.
    pub(super) fn undecided_of(
        &self,
        own: Option<&Condition>,
    ) -> Option<(Box<Condition>, Arc<SourceFile>)> {
        own.map(|own| (Box::new(own.clone()), Arc::clone(&self.file)))
            .or_else(|| self.undecided.clone())
    }
}

/// Takes `#[ipc_api(…)]` off an item.
fn take_ipc_api(item: &mut Item) -> Option<TokenStream> {
    let attrs = attributes(item)?;
    let at = attrs.iter().position(ipc_syntax::is_ipc_api)?;
    match attrs.remove(at).meta {
        Meta::List(list) => Some(list.tokens),
        Meta::Path(_) | Meta::NameValue(_) => Some(TokenStream::new()),
    }
}
