//! Collects the items of a file into modules. A `#[macro_use]` child is read at once, because its
//! macros are in scope below it.

use std::fs;
use std::path::{Path as FilePath, PathBuf};
use std::sync::{Arc, OnceLock};

use ipc_syntax::{Errors, unraw};
use proc_macro2::{Ident, TokenStream};
use syn::{
    Attribute, Block, ImplItem, Item, ItemImpl, ItemMacro, ItemMod, ItemTrait, Meta, Signature,
    TraitItem, UseTree,
};

use super::calls::{Call, applied_items, call, prelude_path, with_own_names};
use super::cfg::{Cfg, attributes};
use super::files::{FileSite, Folders, Parsed, parse_child, parse_root};
use super::krate::Crate;
use super::macros::{
    CrateMacros, FindMacro, Imports, MAX_DEPTH, MacroRules, Macros, Unexpanded, expand_types,
};
use super::manifest::absolute;
use super::module::{ApiItem, Binding, Child, Constant, Entry, Glob, Module, Visibility};
use super::read::{
    aliases, array_length, bounds, function, generics, is_inert, items, name, path_attribute,
    path_of, read_api, read_data, trait_of, traits, type_expr, value, visitor, with_crate_roots,
};
use super::spans::span_of;
use super::unresolved::{has_unresolved_cfg, unresolved_cfg};
use crate::codes;
use crate::report::Problem;
use crate::tree::{
    Alias, AssociatedType, Function, Impl, Length, Name, Path, Trait, UnresolvedCfg, Value,
};

/// Reads the root module of a crate.
pub(super) fn read_root(
    krate: usize,
    owner: &Crate,
    finder: Option<&dyn FindMacro>,
    errors: &mut Errors<Problem>,
) -> Option<Module> {
    let parsed = parse_root(krate, owner, errors)?;
    Some(collect(parsed, owner, finder, errors))
}

/// Reads the file of a `mod name;` in `parent`.
pub(super) fn read_child(
    parent: &Module,
    unresolved_cfg: Option<&UnresolvedCfg>,
    child: &Child,
    owner: &Crate,
    finder: Option<&dyn FindMacro>,
    errors: &mut Errors<Problem>,
) -> Option<Module> {
    let parsed = parse_child(parent, unresolved_cfg, child, errors)?;
    Some(collect(parsed, owner, finder, errors))
}

/// The `macro_rules!` in all modules of a crate, without those that other crates write. Files that
/// cannot be read have none.
pub(super) fn read_macros(krate: usize, owner: &Crate) -> CrateMacros {
    let mut found = CrateMacros::default();
    let mut errors = Errors::new();
    if let Some(root) = read_root(krate, owner, None, &mut errors) {
        let outer = Macros::known(owner.dependencies.as_ref());
        add_macros(&root, &outer, owner, &mut found, &mut errors);
    }
    drop(errors.into_vec());
    found
}

fn add_macros(
    module: &Module,
    outer: &Macros,
    owner: &Crate,
    found: &mut CrateMacros,
    errors: &mut Errors<Problem>,
) {
    for (name, rules) in module.macro_scope.own(outer) {
        found.add_rules(name, rules);
    }
    let mut imports = Imports::default();
    for (name, entry) in
        module.names.iter().flat_map(|(name, all)| all.iter().map(move |it| (name, it)))
    {
        let path = match &entry.binding {
            Binding::Use(path) => path.clone(),
            Binding::Crate(krate) if **krate == *"self" => Path::of_crate("crate", false),
            Binding::Crate(krate) => Path::of_crate(krate, true),
            _ => continue,
        };
        imports.names.push((name.clone(), path));
    }
    imports.globs.extend(module.globs.iter().map(|glob| glob.path.clone()));
    found.add_module(&module.path, imports);
    for entry in module.names.values().flatten() {
        let Binding::Module(child) = &entry.binding else { continue };
        let unresolved_cfg = entry.unresolved_cfg.as_deref();
        let read = || read_child(module, unresolved_cfg, child, owner, None, errors).map(Box::new);
        if let Some(inside) = child.module.get_or_init(read) {
            add_macros(inside, &child.macro_scope, owner, found, errors);
        }
    }
}

fn collect(
    parsed: Parsed,
    owner: &Crate,
    finder: Option<&dyn FindMacro>,
    errors: &mut Errors<Problem>,
) -> Module {
    let derives = Arc::new([]);
    let mut context = FileContext {
        owner,
        cfg: &owner.cfg,
        finder,
        including: Vec::new(),
        written: 0,
        derives,
        errors,
    };
    Module::collect(parsed, 0, &mut context)
}

/// What all modules of one file share while they are collected.
struct FileContext<'a> {
    owner: &'a Crate,
    cfg: &'a Cfg,
    /// Finds the macros that are not in scope by name; `None` while macros are looked for.
    finder: Option<&'a dyn FindMacro>,
    /// The files that are being included.
    including: Vec<PathBuf>,
    /// How many tokens macros have written.
    written: usize,
    /// The paths in the `derive`s of the last type.
    derives: Arc<[Path]>,
    errors: &'a mut Errors<Problem>,
}

/// A `use` item, while its tree is walked.
struct Import {
    vis: Visibility,
    unresolved_cfg: Option<Box<UnresolvedCfg>>,
    is_extern: bool,
    /// The segments above the current subtree.
    prefix: Vec<Name>,
}

impl Import {
    fn path(&self, segments: Vec<Name>) -> Path {
        Path { is_extern: self.is_extern, segments: segments.into() }
    }
}

impl Module {
    /// `depth`: how many nested macro calls wrote the items.
    fn collect(parsed: Parsed, depth: usize, context: &mut FileContext<'_>) -> Self {
        let Parsed { site, items } = parsed;
        let mut module = Self {
            path: site.path,
            unresolved_cfg: site.unresolved_cfg,
            macro_scope: site.macro_scope,
            ..Self::new(site.krate, site.file)
        };
        module.add_all(site.folders.as_ref(), items, depth, context);
        module
    }

    fn add_all(
        &mut self,
        folders: Option<&Folders>,
        items: Vec<Item>,
        depth: usize,
        context: &mut FileContext<'_>,
    ) {
        let is_import = |item: &Item| matches!(item, Item::Use(_) | Item::ExternCrate(_));
        let items = items.into_iter().flat_map(with_crate_roots);
        // A macro may be imported below its call.
        let (imports, others): (Vec<_>, Vec<_>) = items.partition(is_import);
        for mut item in imports.into_iter().chain(others) {
            if !context.cfg.apply_to_item(&mut item, &self.file, context.errors) {
                continue;
            }
            match item {
                Item::Macro(item) => self.add_macro(folders, &item, depth, context),
                Item::Mod(item) => self.add_module(folders, item, depth, context),
                mut item => {
                    with_own_names(self, &mut item, context.finder);
                    let applied = if depth < MAX_DEPTH {
                        applied_items(self, &item, context.finder, &mut context.written)
                    } else {
                        None
                    };
                    if let Some(items) = applied {
                        self.add_all(folders, items, depth + 1, context);
                        continue;
                    }
                    if !self.macro_scope.is_empty() {
                        expand_types(&mut item, &self.macro_scope, &mut context.written);
                    }
                    self.add(item, context);
                }
            }
        }
    }

    /// Defines a macro, or adds the items that a macro call stands for.
    fn add_macro(
        &mut self,
        folders: Option<&Folders>,
        item: &ItemMacro,
        depth: usize,
        context: &mut FileContext<'_>,
    ) {
        let is_resolved = !has_unresolved_cfg(&item.attrs);
        if is_resolved {
            self.attribute_aliases.extend(aliases(&item.mac));
        }
        if let Some(name) = &item.ident {
            if item.mac.path.is_ident("macro_rules") {
                let rules = MacroRules::read(item, is_resolved);
                Arc::make_mut(&mut self.macro_scope).define(&unraw(name), rules);
            }
            return;
        }
        let (manifest, written) = (context.owner.manifest.as_deref(), &mut context.written);
        match call(self, item, depth < MAX_DEPTH, context.finder, manifest, written) {
            Call::Items(mut items) => {
                add_conditions(&mut items, &item.attrs);
                self.add_all(folders, items, depth + 1, context);
            }
            Call::File(file) => self.add_included(&file, folders, item, depth, context),
            Call::Unexpanded(unexpanded) => self.macros.push(unexpanded),
        }
    }

    /// Adds the items of a file that an `include!` names.
    fn add_included(
        &mut self,
        file: &FilePath,
        folders: Option<&Folders>,
        item: &ItemMacro,
        depth: usize,
        context: &mut FileContext<'_>,
    ) {
        let span = span_of(&item.mac.path);
        let from = self.file.location(span).file;
        let path = absolute(&from.parent().unwrap_or(FilePath::new("")).join(file));
        let is_circular = context.including.contains(&path) || absolute(&self.file.path) == path;
        if is_circular || folders.is_none() {
            let reason = if is_circular { "its file includes itself" } else { "it has no folder" };
            self.macros.push(Unexpanded::new(item, Some(reason.to_owned()), None));
            return;
        }
        let parsed = fs::read_to_string(&path).map_err(|error| {
            let message = format!("cannot read `{}`: {error}", path.display());
            vec![self.file.problem(codes::UNREADABLE_FILE, span, message)]
        });
        match parsed.and_then(|text| self.file.include(&path, &text)) {
            Ok(syn::File { mut items, .. }) => {
                add_conditions(&mut items, &item.attrs);
                context.including.push(path.clone());
                self.add_all(Some(&Folders::of_included(&path)), items, depth, context);
                context.including.pop();
            }
            Err(problems) => context.errors.extend(problems),
        }
    }

    fn add(&mut self, mut item: Item, context: &mut FileContext<'_>) {
        if let Some(args) = take_ipc_api(&mut item) {
            let api = self.api_item(args, &mut item, None, context);
            self.apis.push(api);
            return;
        }
        match item {
            Item::Struct(item) => self.bind_data(&item.into(), context),
            Item::Enum(item) => self.bind_data(&item.into(), context),
            Item::Union(item) => self.bind_data(&item.into(), context),
            Item::Type(item) => {
                let alias = Alias {
                    name: name(&item.ident),
                    generics: generics(span_of(&item.ident), &item.generics),
                    ty: type_expr(&item.ty),
                };
                let binding = Binding::Alias(Box::new(alias));
                self.bind(&item.ident, &item.vis, unresolved_cfg(&item.attrs), binding);
            }
            Item::Trait(item) => {
                self.add_renamed_apis(&item, context);
                let types = item.items.iter().filter_map(|part| match part {
                    TraitItem::Type(part) => Some(unraw(&part.ident).into()),
                    _ => None,
                });
                let kept = Trait {
                    generics: generics(span_of(&item.ident), &item.generics),
                    supertraits: traits(&item.supertraits),
                    types: types.collect(),
                };
                let binding = Binding::Trait(Box::new(kept));
                self.bind(&item.ident, &item.vis, unresolved_cfg(&item.attrs), binding);
            }
            Item::ExternCrate(item) => {
                let name = item.rename.as_ref().map_or(&item.ident, |(_, name)| name);
                if item.attrs.iter().any(|attr| attr.path().is_ident("macro_use")) {
                    Arc::make_mut(&mut self.macro_scope).add_crate(&unraw(&item.ident));
                }
                let binding = Binding::Crate(unraw(&item.ident).into());
                self.bind(name, &item.vis, unresolved_cfg(&item.attrs), binding);
            }
            Item::Use(item) => {
                let mut import = Import {
                    vis: Visibility::of(&item.vis),
                    unresolved_cfg: unresolved_cfg(&item.attrs),
                    is_extern: item.leading_colon.is_some(),
                    prefix: Vec::new(),
                };
                self.add_use(&mut import, &item.tree);
            }
            Item::Const(item) => {
                let (length, value) = if has_unresolved_cfg(&item.attrs) {
                    (Length::Unknown, Value::Unknown)
                } else {
                    (array_length(&item.expr), value(&item.expr))
                };
                let constant = Constant { vis: Visibility::of(&item.vis), length, value };
                self.constants.insert(unraw(&item.ident).into(), constant);
            }
            Item::Impl(item) => self.add_impl(item, context),
            Item::Fn(item) if !has_unresolved_cfg(&item.attrs) => {
                if let Some(found) = self.read_function(&item.sig, &item.block, context) {
                    self.functions.entry(unraw(&item.sig.ident).into()).or_default().push(found);
                }
            }
            _ => {}
        }
    }

    /// An item whose attribute `#[ipc_api(args)]` was taken off; `renamed` is its path, if its name is
    /// another one.
    fn api_item(
        &self,
        args: TokenStream,
        item: &mut Item,
        renamed: Option<Path>,
        context: &FileContext<'_>,
    ) -> ApiItem {
        let unresolved_cfg = attributes(item).and_then(|attrs| unresolved_cfg(attrs));
        let mut errors = Errors::new();
        let api = read_api(args, item, &self.file, context.cfg, &mut errors);
        ApiItem {
            span: span_of(&*item),
            renamed,
            name: match item {
                Item::Trait(item) => Some(name(&item.ident)),
                _ => None,
            },
            unresolved_cfg,
            api,
            problems: errors.into_vec(),
        }
    }

    /// Adds a trait as an API for each of its attributes that a `use` may have renamed.
    fn add_renamed_apis(&mut self, item: &ItemTrait, context: &FileContext<'_>) {
        for (index, attr) in item.attrs.iter().enumerate() {
            if is_inert(attr.path()) {
                continue;
            }
            let mut item = item.clone();
            let attr = item.attrs.remove(index);
            let renamed = Some(path_of(attr.path()));
            let args = arguments_of(attr);
            let api = self.api_item(args, &mut Item::Trait(item), renamed, context);
            self.apis.push(api);
        }
    }

    /// Reads a function for serde. The items in its body become a module.
    fn read_function(
        &mut self,
        signature: &Signature,
        block: &Block,
        context: &mut FileContext<'_>,
    ) -> Option<Function> {
        let mut found = function(signature, block)?;
        let items = items(block);
        if found.transfers.is_some() && !items.is_empty() {
            let site = FileSite {
                krate: self.krate,
                path: self.path.clone(),
                file: Arc::clone(&self.file),
                folders: None,
                unresolved_cfg: self.unresolved_cfg.clone(),
                macro_scope: Arc::clone(&self.macro_scope),
            };
            // The items are problems only where a type that crosses needs them.
            let mut errors = Errors::new();
            let derives = Arc::clone(&context.derives);
            let including = context.including.clone();
            let mut inner = FileContext { derives, including, errors: &mut errors, ..*context };
            let module = Self::collect(Parsed { site, items }, 0, &mut inner);
            drop(errors.into_vec());
            found.block = Some(self.blocks.len());
            self.blocks.push(Self { is_block: true, ..module });
        }
        Some(found)
    }

    /// Adds an implementation of a trait, reduced to its types.
    fn add_impl(&mut self, item: ItemImpl, context: &mut FileContext<'_>) {
        let Some((of_trait, _)) = &item.trait_ else {
            self.add_methods(item, context);
            return;
        };
        if let Some((name, found)) =
            visitor(&item, |signature, block| self.read_function(signature, block, context))
        {
            self.visitors.entry(name).or_default().push(found);
        }
        let mut found = None;
        if item.modifiers.polarity.is_some() {
            return;
        }
        let mut types = Vec::new();
        for part in item.items {
            if let ImplItem::Fn(part) = &part
                && (part.sig.ident == "serialize" || part.sig.ident == "deserialize")
            {
                found = self.read_function(&part.sig, &part.block, context).map(Box::new);
            } else if let ImplItem::Type(mut part) = part
                && context.cfg.apply(&mut part.attrs, &self.file, context.errors)
                && !has_unresolved_cfg(&part.attrs)
            {
                types.push(AssociatedType {
                    name: unraw(&part.ident).into(),
                    generics: generics(span_of(&part.ident), &part.generics),
                    ty: type_expr(&part.ty),
                });
            }
        }
        self.impls.push(Impl {
            bounds: bounds(&item.generics),
            unresolved_cfg: unresolved_cfg(&item.attrs),
            generics: generics(span_of(of_trait), &item.generics),
            of_trait: trait_of(of_trait),
            this: type_expr(&item.self_ty),
            types,
            function: found,
        });
    }

    /// Adds the functions of an inherent implementation that serialize or deserialize.
    fn add_methods(&mut self, item: ItemImpl, context: &mut FileContext<'_>) {
        let syn::Type::Path(this) = &*item.self_ty else { return };
        let Some(this) = this.path.segments.last().map(|last| unraw(&last.ident)) else { return };
        for part in item.items {
            if let ImplItem::Fn(mut part) = part
                && context.cfg.apply(&mut part.attrs, &self.file, context.errors)
                && !has_unresolved_cfg(&part.attrs)
                && let Some(mut found) = self.read_function(&part.sig, &part.block, context)
            {
                let around = generics(span_of(&part.sig.ident), &item.generics);
                let own = std::mem::take(&mut found.generics.params).into_iter();
                found.generics.params = own.chain(around.params).collect();
                let key = (this.as_str().into(), unraw(&part.sig.ident).into());
                self.methods.entry(key).or_default().push(found);
            }
        }
    }

    fn bind(
        &mut self,
        ident: &Ident,
        vis: &syn::Visibility,
        unresolved_cfg: Option<Box<UnresolvedCfg>>,
        binding: Binding,
    ) {
        self.bind_name(unraw(ident).into(), Visibility::of(vis), unresolved_cfg, binding);
    }

    fn bind_name(
        &mut self,
        name: Box<str>,
        vis: Visibility,
        unresolved_cfg: Option<Box<UnresolvedCfg>>,
        binding: Binding,
    ) {
        // Few names have a second binding.
        let entries = self.names.entry(name).or_insert_with(|| Vec::with_capacity(1));
        entries.push(Entry { vis, unresolved_cfg, binding });
    }

    fn bind_data(&mut self, input: &syn::DeriveInput, context: &mut FileContext<'_>) {
        let mut data = read_data(input, &self.file, context.cfg, &mut context.derives);
        if let Some(applied) = &mut data.applied {
            let finder = context.finder;
            if let Some(path) =
                prelude_path(self, &applied.attribute, "macro_rules_attribute", finder)
            {
                applied.attribute = path;
            }
        }
        let binding = Binding::Data(Box::new(data));
        self.bind(&input.ident, &input.vis, unresolved_cfg(&input.attrs), binding);
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
                let (vis, unresolved_cfg) = (import.vis, import.unresolved_cfg.clone());
                let path = import.path(import.prefix.clone());
                self.globs.push(Glob { vis, unresolved_cfg, path });
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
        let renamed: Option<Box<str>> = rename.map(|ident| unraw(ident).into());
        if let (Some(name), None) = (&renamed, &import.unresolved_cfg) {
            self.renames.insert(name.clone(), import.path(segments.clone()));
        }
        let bound = renamed.or_else(|| segments.last().map(|last| last.text.clone()));
        if let Some(bound) = bound.filter(|bound| **bound != *"_") {
            let binding = Binding::Use(import.path(segments));
            self.bind_name(bound, import.vis, import.unresolved_cfg.clone(), binding);
        }
    }

    fn add_module(
        &mut self,
        folders: Option<&Folders>,
        item: ItemMod,
        depth: usize,
        context: &mut FileContext<'_>,
    ) {
        let name = name(&item.ident);
        let unresolved_cfg = unresolved_cfg(&item.attrs);
        let explicit = path_attribute(&item.attrs);
        let is_macro_use = item.attrs.iter().any(|attr| attr.path().is_ident("macro_use"));
        let mut child = Child {
            name,
            files: Vec::new(),
            module: OnceLock::new(),
            macro_scope: Arc::clone(&self.macro_scope),
        };
        let module = if let Some((_, items)) = item.content {
            let site = FileSite {
                krate: self.krate,
                path: self.path_to(&child.name),
                file: Arc::clone(&self.file),
                folders: folders.map(|folders| folders.inline(&child.name.text, explicit)),
                unresolved_cfg: self.unresolved_cfg_of(unresolved_cfg.as_deref()),
                macro_scope: Arc::clone(&self.macro_scope),
            };
            Some(Some(Self::collect(Parsed { site, items }, depth, context)))
        } else {
            let files = folders.map(|folders| folders.files(&child.name.text, explicit));
            child.files = files.unwrap_or_default();
            is_macro_use.then(|| {
                let FileContext { owner, finder, errors, .. } = context;
                read_child(self, unresolved_cfg.as_deref(), &child, owner, *finder, errors)
            })
        };
        if let Some(module) = module {
            if let (true, Some(inside)) = (is_macro_use, &module) {
                self.macro_scope = Arc::clone(&inside.macro_scope);
            }
            child.module = OnceLock::from(module.map(Box::new));
        }
        self.bind(&item.ident, &item.vis, unresolved_cfg, Binding::Module(Box::new(child)));
    }
}

/// Adds the undecided `cfg`s among these attributes to each item.
fn add_conditions(items: &mut [Item], attrs: &[Attribute]) {
    let is_condition = |attr: &&Attribute| attr.path().is_ident("cfg");
    for attrs_of_item in items.iter_mut().filter_map(attributes) {
        attrs_of_item.splice(0..0, attrs.iter().filter(is_condition).cloned());
    }
}

/// Takes `#[ipc_api(…)]` off an item.
fn take_ipc_api(item: &mut Item) -> Option<TokenStream> {
    let attrs = attributes(item)?;
    let index = attrs.iter().position(ipc_syntax::is_ipc_api)?;
    Some(arguments_of(attrs.remove(index)))
}

/// The tokens between the parentheses of an attribute.
fn arguments_of(attr: Attribute) -> TokenStream {
    match attr.meta {
        Meta::List(list) => list.tokens,
        Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
    }
}
