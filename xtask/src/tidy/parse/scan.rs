//! Collects the modules, imports, types and methods of one source file, with paths as they are written.

use proc_macro2::{Ident, Spacing, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{
    Attribute, ExprMethodCall, File, ImplItem, Item, ItemExternCrate, ItemImpl, ItemMacro, ItemMod,
    ItemUse, Local, Macro, Meta, Path, TraitItem, Type, UseTree, Visibility,
};

use crate::tidy::module::Call;
use crate::tidy::quote::is_quote;
use crate::tidy::test_code::is_test;

/// The modules, imports, types and methods of a file.
#[derive(Default)]
pub(super) struct Scan {
    /// The module that is being visited: the file's own, or an inline module in it.
    scope: Vec<String>,
    /// The modules that have a file of their own.
    pub(super) children: Vec<Child>,
    pub(super) inline_modules: Vec<Vec<String>>,
    pub(super) imports: Vec<RawImport>,
    /// The names of macros with `#[macro_export]`.
    pub(super) exported_macros: Vec<String>,
    /// The names that `extern crate self as name` gives to the crate.
    pub(super) crate_names: Vec<String>,
    /// The paths of the structs, enums and unions.
    pub(super) types: Vec<Vec<String>>,
    pub(super) impls: Vec<RawImpl>,
    pub(super) calls: Vec<Call>,
}

/// `impl Type { … }`
pub(super) struct RawImpl {
    pub(super) scope: Vec<String>,
    /// The path of the type.
    pub(super) segments: Vec<String>,
    /// The methods that other modules may call.
    pub(super) methods: Vec<String>,
}

/// `mod name;`
pub(super) struct Child {
    pub(super) path: Vec<String>,
    pub(super) line: usize,
    pub(super) has_path_attribute: bool,
}

/// A path as it was written.
pub(super) struct RawImport {
    pub(super) line: usize,
    /// The module that it stands in.
    pub(super) scope: Vec<String>,
    pub(super) segments: Vec<String>,
    /// Whether it begins with `::`.
    pub(super) is_global: bool,
    /// The name that a `use` declaration gives to it.
    pub(super) alias: Option<String>,
    /// Whether a `use` declaration hides which crate its names are from: if the path is a crate, it
    /// renames or re-exports the crate, or imports all its names.
    pub(super) hides_crate: bool,
}

impl RawImport {
    /// A path in an expression or a type.
    pub(super) fn of(scope: &[String], segments: &[String]) -> Self {
        Self {
            line: 0,
            scope: scope.to_vec(),
            segments: segments.to_vec(),
            is_global: false,
            alias: None,
            hides_crate: false,
        }
    }
}

impl Scan {
    /// Scans the file of the module `path`.
    pub(super) fn of(file: &File, path: &[String]) -> Self {
        let mut scan = Self { scope: path.to_vec(), ..Self::default() };
        if !is_test(&file.attrs) {
            scan.visit_file(file);
        }
        scan
    }

    fn import(&mut self, line: usize, segments: Vec<String>, is_global: bool) {
        self.imports.push(RawImport {
            line,
            scope: self.scope.clone(),
            segments,
            is_global,
            alias: None,
            hides_crate: false,
        });
    }

    /// Collects the leaves of a `use` declaration.
    fn import_tree(&mut self, prefix: &[String], tree: &UseTree, item: &ItemUse) {
        let is_global = item.leading_colon.is_some();
        match tree {
            UseTree::Path(path) => {
                let prefix = [prefix, &[name(&path.ident)]].concat();
                self.import_tree(&prefix, &path.tree, item);
            }
            UseTree::Name(leaf) => {
                let (line, segment) = (line(leaf.ident.span()), name(&leaf.ident));
                let alias = if segment == "self" { prefix.last() } else { Some(&segment) }.cloned();
                self.import(line, [prefix, &[segment]].concat(), is_global);
                self.name_last_import(alias, is_public(&item.vis));
            }
            UseTree::Rename(leaf) => {
                let segment = name(&leaf.ident);
                self.import(line(leaf.ident.span()), [prefix, &[segment]].concat(), is_global);
                self.name_last_import(Some(name(&leaf.rename)), true);
            }
            UseTree::Glob(glob) => {
                self.import(line(glob.star_token.span), prefix.to_vec(), is_global);
                self.name_last_import(None, true);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import_tree(prefix, tree, item);
                }
            }
        }
    }

    fn name_last_import(&mut self, alias: Option<String>, hides_crate: bool) {
        if let Some(import) = self.imports.last_mut() {
            import.alias = alias;
            import.hides_crate = hides_crate;
        }
    }

    /// Collects `Type::method`. Modules have lower-case names.
    fn call_path(&mut self, names: &[&Ident]) {
        if let [.., ty, method] = names
            && ty.to_string().starts_with(char::is_uppercase)
        {
            self.call(method);
        }
    }

    fn call(&mut self, method: &Ident) {
        self.calls.push(Call { line: line(method.span()), method: name(method) });
    }

    /// Collects the paths and the calls of methods among the tokens of a macro or an attribute, except
    /// the paths that begin with `$crate`.
    fn import_tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let is_separator = |at: usize| {
            let colon = |at: usize, joint: bool| match tokens.get(at) {
                Some(TokenTree::Punct(punct)) => {
                    punct.as_char() == ':' && (!joint || punct.spacing() == Spacing::Joint)
                }
                _ => false,
            };
            colon(at, true) && colon(at + 1, false)
        };
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Group(group) => self.import_tokens(group.stream()),
                TokenTree::Ident(first) => {
                    let is_global = at >= 2 && is_separator(at - 2);
                    let is_part = at >= 1
                        && matches!(&tokens[at - 1], TokenTree::Punct(punct) if "$.#".contains(punct.as_char()));
                    let is_method = at >= 1
                        && matches!(&tokens[at - 1], TokenTree::Punct(punct) if punct.as_char() == '.');
                    if is_method {
                        self.call(first);
                    }
                    let line = line(first.span());
                    let mut names = vec![first];
                    while let (true, Some(TokenTree::Ident(segment))) =
                        (is_separator(at + 1), tokens.get(at + 3))
                    {
                        names.push(segment);
                        at += 3;
                    }
                    self.call_path(&names);
                    if names.len() > 1 && !is_part {
                        let segments = names.into_iter().map(name).collect();
                        self.import(line, segments, is_global);
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
            at += 1;
        }
    }
}

impl<'ast> Visit<'ast> for Scan {
    fn visit_item(&mut self, item: &'ast Item) {
        let attrs = match item {
            Item::Const(item) => &item.attrs,
            Item::Enum(item) => &item.attrs,
            Item::ExternCrate(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::ForeignMod(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Macro(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Static(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Trait(item) => &item.attrs,
            Item::TraitAlias(item) => &item.attrs,
            Item::Type(item) => &item.attrs,
            Item::Union(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            _ => &Vec::new(),
        };
        if !is_test(attrs) {
            if let Item::Struct(syn::ItemStruct { ident, .. })
            | Item::Enum(syn::ItemEnum { ident, .. })
            | Item::Union(syn::ItemUnion { ident, .. }) = item
            {
                self.types.push([self.scope.as_slice(), &[name(ident)]].concat());
            }
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attrs = match item {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            ImplItem::Macro(item) => &item.attrs,
            _ => &Vec::new(),
        };
        if !is_test(attrs) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        let attrs = match item {
            TraitItem::Const(item) => &item.attrs,
            TraitItem::Fn(item) => &item.attrs,
            TraitItem::Type(item) => &item.attrs,
            TraitItem::Macro(item) => &item.attrs,
            _ => &Vec::new(),
        };
        if !is_test(attrs) {
            visit::visit_trait_item(self, item);
        }
    }

    fn visit_local(&mut self, local: &'ast Local) {
        if !is_test(&local.attrs) {
            visit::visit_local(self, local);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.scope.push(name(&item.ident));
        if item.content.is_some() {
            self.inline_modules.push(self.scope.clone());
            visit::visit_item_mod(self, item);
        } else {
            self.children.push(Child {
                path: self.scope.clone(),
                line: line(item.ident.span()),
                has_path_attribute: item.attrs.iter().any(|attr| attr.path().is_ident("path")),
            });
        }
        self.scope.pop();
    }

    fn visit_item_macro(&mut self, item: &'ast ItemMacro) {
        if let Some(ident) = &item.ident
            && item.attrs.iter().any(|attr| attr.path().is_ident("macro_export"))
        {
            self.exported_macros.push(name(ident));
        }
        visit::visit_item_macro(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.import_tree(&[], &item.tree, item);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast ItemExternCrate) {
        let rename = item.rename.as_ref().map(|(_, rename)| name(rename));
        if item.ident == "self" {
            self.crate_names.extend(rename);
        } else {
            self.import(line(item.ident.span()), vec![name(&item.ident)], true);
            self.name_last_import(rename, true);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        let methods = item.items.iter().filter_map(|item| match item {
            ImplItem::Fn(method) if is_public(&method.vis) && !is_test(&method.attrs) => {
                Some(name(&method.sig.ident))
            }
            _ => None,
        });
        if let (None, Type::Path(ty)) = (&item.trait_, &*item.self_ty) {
            let segments = ty.path.segments.iter().map(|segment| name(&segment.ident)).collect();
            let methods = methods.collect();
            self.impls.push(RawImpl { scope: self.scope.clone(), segments, methods });
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        self.call(&call.method);
        visit::visit_expr_method_call(self, call);
    }

    /// A visibility imports nothing.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_path(&mut self, path: &'ast Path) {
        if let (true, Some(first)) = (path.segments.len() > 1, path.segments.first()) {
            let segments = path.segments.iter().map(|segment| name(&segment.ident)).collect();
            let names = path.segments.iter().map(|segment| &segment.ident);
            self.call_path(&names.collect::<Vec<_>>());
            self.import(line(first.ident.span()), segments, path.leading_colon.is_some());
        }
        visit::visit_path(self, path);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.import_tokens(list.tokens.clone());
        }
    }

    fn visit_macro(&mut self, invocation: &'ast Macro) {
        self.visit_path(&invocation.path);
        // Quoted code belongs to another crate.
        if !is_quote(invocation) {
            self.import_tokens(invocation.tokens.clone());
        }
    }
}

/// Whether other modules see an item.
fn is_public(visibility: &Visibility) -> bool {
    !matches!(visibility, Visibility::Inherited)
}

fn name(ident: &Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").unwrap_or(&name).to_owned()
}

fn line(span: proc_macro2::Span) -> usize {
    span.start().line
}
