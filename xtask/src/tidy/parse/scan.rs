//! Collects the modules, imports and macros of one source file, with paths as they are written.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{
    Attribute, File, ImplItem, Item, ItemMacro, ItemMod, ItemUse, Local, Macro, Meta, Path,
    TraitItem, UseTree, Visibility,
};

use crate::tidy::quote::is_quote;

/// The modules, imports and macros of a file.
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
        });
    }

    /// Collects the leaves of a `use` declaration.
    fn import_tree(&mut self, prefix: &[String], tree: &UseTree, is_global: bool) {
        match tree {
            UseTree::Path(path) => {
                let prefix = [prefix, &[name(&path.ident)]].concat();
                self.import_tree(&prefix, &path.tree, is_global);
            }
            UseTree::Name(leaf) => {
                let (line, segment) = (line(leaf.ident.span()), name(&leaf.ident));
                let alias = if segment == "self" { prefix.last() } else { Some(&segment) }.cloned();
                self.import(line, [prefix, &[segment]].concat(), is_global);
                self.name_last_import(alias);
            }
            UseTree::Rename(leaf) => {
                let segment = name(&leaf.ident);
                self.import(line(leaf.ident.span()), [prefix, &[segment]].concat(), is_global);
                self.name_last_import(Some(name(&leaf.rename)));
            }
            UseTree::Glob(glob) => {
                self.import(line(glob.star_token.span), prefix.to_vec(), is_global);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import_tree(prefix, tree, is_global);
                }
            }
        }
    }

    fn name_last_import(&mut self, alias: Option<String>) {
        if let Some(import) = self.imports.last_mut() {
            import.alias = alias;
        }
    }

    /// Collects the paths among the tokens of a macro or an attribute, except those that begin with
    /// `$crate`.
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
                    let line = line(first.span());
                    let mut segments = vec![name(first)];
                    while let (true, Some(TokenTree::Ident(segment))) =
                        (is_separator(at + 1), tokens.get(at + 3))
                    {
                        segments.push(name(segment));
                        at += 3;
                    }
                    if segments.len() > 1 && !is_part {
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
        self.import_tree(&[], &item.tree, item.leading_colon.is_some());
    }

    /// A visibility imports nothing.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_path(&mut self, path: &'ast Path) {
        if let (true, Some(first)) = (path.segments.len() > 1, path.segments.first()) {
            let segments = path.segments.iter().map(|segment| name(&segment.ident)).collect();
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

/// Whether the attributes limit code to tests.
fn is_test(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| {
        attr.path().is_ident("test")
            || (attr.path().is_ident("cfg")
                && attr.parse_args::<Meta>().is_ok_and(|meta| requires_test(&meta)))
    })
}

/// Whether a condition of `cfg` holds in tests alone.
fn requires_test(condition: &Meta) -> bool {
    match condition {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("all") => {
            let conditions = list.parse_args_with(
                syn::punctuated::Punctuated::<Meta, syn::Token![,]>::parse_terminated,
            );
            conditions.is_ok_and(|conditions| conditions.iter().any(requires_test))
        }
        Meta::List(_) | Meta::NameValue(_) => false,
    }
}

fn name(ident: &proc_macro2::Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").unwrap_or(&name).to_owned()
}

fn line(span: proc_macro2::Span) -> usize {
    span.start().line
}
