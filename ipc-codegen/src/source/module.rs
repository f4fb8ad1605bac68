//! One module: the names that it binds, the APIs in it, and the files of its children.

use std::cell::{Cell, OnceCell};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use ipc_syntax::{DataOptions, Diagnostic, parse_data, unraw};
use proc_macro2::TokenStream;
use syn::{
    Attribute, DeriveInput, Expr, ExprLit, Ident, ImplItem, Item, ItemImpl, ItemMacro, ItemMod,
    ItemType, Lit, Meta, Type, UseTree, Visibility,
};

use super::cfg::{attributes, undecided};
use super::macros::{MAX_DEPTH, MacroRules, MacroScope, Unexpanded};
use super::{Program, SourceFile};
use crate::report::Problem;

/// A module with what the compiler needs of its items; function bodies are gone.
pub(crate) struct Module {
    /// The crate that it is in, by its index in the program.
    pub(crate) krate: usize,
    /// The modules from the crate's root to this one.
    pub(crate) path: Vec<String>,
    pub(crate) file: Rc<SourceFile>,
    /// The undecided `cfg` that it stands under, with the file of that.
    pub(crate) undecided: Option<(Attribute, Rc<SourceFile>)>,
    /// What each name is bound to: more than one entry if a name is a type and a function, or
    /// under undecided `cfg`s.
    pub(crate) names: BTreeMap<String, Vec<Entry>>,
    pub(crate) globs: Vec<Glob>,
    pub(crate) apis: Vec<ApiItem>,
    pub(crate) impls: Vec<ItemImpl>,
    pub(crate) macros: Vec<Unexpanded>,
    /// The `macro_rules!` at its end.
    pub(crate) macro_scope: MacroScope,
}

/// A name's meaning.
pub(crate) struct Entry {
    pub(crate) vis: Visibility,
    /// Its undecided `cfg`.
    pub(crate) undecided: Option<Attribute>,
    pub(crate) binding: Binding,
}

/// What kind of thing a name means.
pub(crate) enum Binding {
    Module(Child),
    Data(Box<Data>),
    Alias(ItemType),
    Use(UsePath),
    /// `extern crate name`.
    Crate(Ident),
    Trait,
}

/// A struct, an enum or a union. The undecided ones of its `cfg`s are still on it.
pub(crate) struct Data {
    pub(crate) input: DeriveInput,
    options: OnceCell<Result<DataOptions, Vec<Diagnostic>>>,
    pub(crate) written: Written,
}

impl Data {
    fn new(input: DeriveInput) -> Self {
        Self { input, options: OnceCell::new(), written: Written::default() }
    }

    /// What its `#[ipc(…)]` attributes say, or what is wrong with them.
    pub(crate) fn options(&self) -> Result<&DataOptions, &[Diagnostic]> {
        let options = self.options.get_or_init(|| parse_data(&self.input));
        options.as_ref().map_err(Vec::as_slice)
    }
}

/// The types that stand in strings of attributes, such as `#[serde(from = "T")]`, once they have
/// been read.
#[derive(Default)]
pub(crate) struct Written(OnceCell<Box<(Type, Written)>>);

impl Written {
    /// Keeps a type for as long as the item.
    pub(crate) fn keep(&self, ty: Type) -> &Type {
        match self.0.get() {
            Some(node) => node.1.keep(ty),
            None => &self.0.get_or_init(|| Box::new((ty, Self::default()))).0,
        }
    }
}

/// `use path` or `use path as name`.
#[derive(Clone)]
pub(crate) struct UsePath {
    /// Whether it begins with `::`.
    pub(crate) is_extern: bool,
    pub(crate) segments: Vec<Ident>,
}

/// `use path::*`.
pub(crate) struct Glob {
    pub(crate) vis: Visibility,
    /// Its undecided `cfg`.
    pub(crate) undecided: Option<Attribute>,
    pub(crate) path: UsePath,
}

/// An item under `#[ipc_api]`.
pub(crate) struct ApiItem {
    pub(crate) args: TokenStream,
    pub(crate) item: Item,
    /// Its undecided `cfg`.
    pub(crate) undecided: Option<Attribute>,
}

/// A child module, whose file is read when it is asked for.
pub(crate) struct Child {
    pub(crate) ident: Ident,
    /// Where its text may be; nowhere if it is inline, or declared in a source without a file.
    pub(crate) files: Vec<ModuleFile>,
    pub(crate) module: OnceCell<Option<Box<Module>>>,
    /// The `macro_rules!` above it.
    pub(crate) macro_scope: MacroScope,
}

/// A file that may hold a module.
pub(crate) struct ModuleFile {
    pub(crate) path: PathBuf,
    /// The folder of its own children.
    pub(crate) children: PathBuf,
}

/// The folders that a module's `mod name;` lines look into; none in a string.
#[derive(Clone)]
pub(crate) struct Folders {
    /// For plain ones.
    pub(crate) children: PathBuf,
    /// For those with `#[path]`.
    pub(crate) paths: PathBuf,
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

/// What a module is built with.
pub(crate) struct Site<'a> {
    pub(crate) krate: usize,
    pub(crate) path: Vec<String>,
    pub(crate) file: Rc<SourceFile>,
    pub(crate) folders: Option<Folders>,
    pub(crate) undecided: Option<(Attribute, Rc<SourceFile>)>,
    pub(crate) program: &'a Program,
    /// The `macro_rules!` above its first item.
    pub(crate) macro_scope: MacroScope,
    /// How many macros its items were written by.
    pub(crate) depth: usize,
    /// How many tokens the macros of its file have written.
    pub(crate) written: Rc<Cell<usize>>,
}

impl Module {
    /// Sorts items into a module.
    pub(crate) fn build(site: &Site<'_>, items: Vec<Item>, problems: &mut Vec<Problem>) -> Self {
        let mut module = Self {
            krate: site.krate,
            path: site.path.clone(),
            file: Rc::clone(&site.file),
            undecided: site.undecided.clone(),
            names: BTreeMap::new(),
            globs: Vec::new(),
            apis: Vec::new(),
            impls: Vec::new(),
            macros: Vec::new(),
            macro_scope: Rc::clone(&site.macro_scope),
        };
        module.add_all(site, items, site.depth, problems);
        module
    }

    /// `depth` is how many macros the items were written by.
    fn add_all(
        &mut self,
        site: &Site<'_>,
        items: Vec<Item>,
        depth: usize,
        problems: &mut Vec<Problem>,
    ) {
        let cfg = &site.program.krate(site.krate).cfg;
        for mut item in items {
            if cfg.apply_to_item(&mut item, &site.file, problems) {
                match item {
                    Item::Macro(item) => self.add_macro(site, item, depth, problems),
                    item => self.add(site, item, depth, problems),
                }
            }
        }
    }

    /// Defines a macro, or puts what a call of one stands for in its place.
    fn add_macro(
        &mut self,
        site: &Site<'_>,
        item: ItemMacro,
        depth: usize,
        problems: &mut Vec<Problem>,
    ) {
        let is_decided = undecided(&item.attrs).is_none();
        if let Some(name) = &item.ident {
            if item.mac.path.is_ident("macro_rules") {
                let rules = Rc::new(MacroRules::parse(&item, is_decided));
                Rc::make_mut(&mut self.macro_scope).insert(unraw(name), rules);
            }
            return;
        }
        let items = match MacroRules::find(&self.macro_scope, &item) {
            None => Err(None),
            Some(_) if depth == MAX_DEPTH => Err(Some("it calls itself too often".to_owned())),
            Some(_) if !is_decided => Err(Some("its `cfg` cannot be told".to_owned())),
            Some(rules) => rules.expand(&item, &site.written).map_err(Some),
        };
        match items {
            Ok(items) => self.add_all(site, items, depth + 1, problems),
            Err(reason) => self.macros.push(Unexpanded { item, reason }),
        }
    }

    fn add(&mut self, site: &Site<'_>, mut item: Item, depth: usize, problems: &mut Vec<Problem>) {
        if let Some(args) = take_ipc_api(&mut item) {
            let undecided = attributes(&mut item).and_then(|attrs| undecided(attrs));
            let undecided = undecided.cloned();
            self.apis.push(ApiItem { args, item, undecided });
            return;
        }
        match item {
            Item::Struct(item) => self.bind_data(item.into()),
            Item::Enum(item) => self.bind_data(item.into()),
            Item::Union(item) => self.bind_data(item.into()),
            Item::Type(item) => {
                let (ident, vis) = (item.ident.clone(), item.vis.clone());
                let undecided = undecided(&item.attrs).cloned();
                self.bind(&ident, vis, undecided, Binding::Alias(item));
            }
            Item::Trait(item) => {
                self.bind(&item.ident, item.vis, undecided(&item.attrs).cloned(), Binding::Trait);
            }
            Item::ExternCrate(item) => {
                let name = item.rename.map_or_else(|| item.ident.clone(), |(_, name)| name);
                let undecided = undecided(&item.attrs).cloned();
                self.bind(&name, item.vis, undecided, Binding::Crate(item.ident));
            }
            Item::Use(item) => {
                let is_extern = item.leading_colon.is_some();
                let undecided = undecided(&item.attrs).cloned();
                let mut prefix = UsePath { is_extern, segments: Vec::new() };
                self.add_use(&item.vis, undecided.as_ref(), &mut prefix, &item.tree);
            }
            Item::Mod(item) => self.add_module(site, item, depth, problems),
            Item::Impl(item) if item.trait_.is_some() => {
                let mut item = item;
                item.items.retain_mut(|item| match item {
                    ImplItem::Type(item) => {
                        let cfg = &site.program.krate(site.krate).cfg;
                        cfg.apply(&mut item.attrs, &site.file, problems)
                            && undecided(&item.attrs).is_none()
                    }
                    _ => false,
                });
                self.impls.push(item);
            }
            _ => {}
        }
    }

    fn bind(
        &mut self,
        ident: &Ident,
        vis: Visibility,
        undecided: Option<Attribute>,
        binding: Binding,
    ) {
        let entry = Entry { vis, undecided, binding };
        self.names.entry(unraw(ident)).or_default().push(entry);
    }

    fn bind_data(&mut self, input: DeriveInput) {
        let (ident, vis) = (input.ident.clone(), input.vis.clone());
        let undecided = undecided(&input.attrs).cloned();
        self.bind(&ident, vis, undecided, Binding::Data(Box::new(Data::new(input))));
    }

    fn add_use(
        &mut self,
        vis: &Visibility,
        undecided: Option<&Attribute>,
        prefix: &mut UsePath,
        tree: &UseTree,
    ) {
        match tree {
            UseTree::Path(tree) => {
                prefix.segments.push(tree.ident.clone());
                self.add_use(vis, undecided, prefix, &tree.tree);
                prefix.segments.pop();
            }
            UseTree::Name(tree) => {
                self.add_import(vis, undecided, prefix, &tree.ident, None);
            }
            UseTree::Rename(tree) => {
                self.add_import(vis, undecided, prefix, &tree.ident, Some(&tree.rename));
            }
            UseTree::Glob(_) => {
                self.globs.push(Glob {
                    vis: vis.clone(),
                    undecided: undecided.cloned(),
                    path: prefix.clone(),
                });
            }
            UseTree::Group(tree) => {
                for tree in &tree.items {
                    self.add_use(vis, undecided, prefix, tree);
                }
            }
        }
    }

    fn add_import(
        &mut self,
        vis: &Visibility,
        undecided: Option<&Attribute>,
        prefix: &UsePath,
        ident: &Ident,
        rename: Option<&Ident>,
    ) {
        let mut path = prefix.clone();
        // `use a::b::{self}` is `use a::b`.
        if ident != "self" || path.segments.is_empty() {
            path.segments.push(ident.clone());
        }
        let name = rename.or(path.segments.last()).cloned();
        if let Some(name) = name.filter(|name| name != "_") {
            self.bind(&name, vis.clone(), undecided.cloned(), Binding::Use(path));
        }
    }

    fn add_module(
        &mut self,
        site: &Site<'_>,
        item: ItemMod,
        depth: usize,
        problems: &mut Vec<Problem>,
    ) {
        let name = unraw(&item.ident);
        let condition = undecided(&item.attrs).cloned();
        let explicit = path_attribute(&item.attrs);
        let is_macro_use = item.attrs.iter().any(|attr| attr.path().is_ident("macro_use"));
        let module = OnceCell::new();
        let mut files = Vec::new();
        if let Some((_, items)) = item.content {
            let site = Site {
                krate: site.krate,
                path: [site.path.as_slice(), std::slice::from_ref(&name)].concat(),
                file: Rc::clone(&site.file),
                folders: site.folders.as_ref().map(|folders| folders.inline(&name, explicit)),
                undecided: condition
                    .clone()
                    .map(|attr| (attr, Rc::clone(&site.file)))
                    .or_else(|| site.undecided.clone()),
                program: site.program,
                macro_scope: Rc::clone(&self.macro_scope),
                depth,
                written: Rc::clone(&site.written),
            };
            let inside = Self::build(&site, items, problems);
            if is_macro_use {
                self.macro_scope = Rc::clone(&inside.macro_scope);
            }
            let _ = module.set(Some(Box::new(inside)));
        } else if let Some(folders) = &site.folders {
            files = folders.files(&name, explicit);
        }
        let macro_scope = Rc::clone(&self.macro_scope);
        let child = Child { ident: item.ident.clone(), files, module, macro_scope };
        if is_macro_use && child.module.get().is_none() {
            let loaded = site.program.load(site, condition.as_ref(), &child).map(Box::new);
            if let Some(inside) = &loaded {
                self.macro_scope = Rc::clone(&inside.macro_scope);
            }
            let _ = child.module.set(loaded);
        }
        self.bind(&item.ident, item.vis, condition, Binding::Module(child));
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

/// The value of `#[path = "…"]`.
fn path_attribute(attrs: &[Attribute]) -> Option<String> {
    attrs.iter().filter(|attr| attr.path().is_ident("path")).find_map(|attr| match &attr.meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(path), .. }) => Some(path.value()),
            _ => None,
        },
        _ => None,
    })
}
