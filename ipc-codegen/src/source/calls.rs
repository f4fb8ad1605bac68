//! What a macro call among the items of a module stands for: items, a file, or nothing that is known.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use ipc_syntax::unraw;
use quote::ToTokens;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{
    Expr, ExprLit, Ident, Item, ItemEnum, ItemMacro, ItemStruct, Lit, LitStr, Macro,
    MacroDelimiter, Meta, PathSegment, Token, token,
};

use super::cfg::attributes;
use super::macros::{FindMacro, MacroRules, Place, Unexpanded, parse_items};
use super::module::{Binding, Module};
use super::read::{applied_name, path_of};
use crate::tree::{Name, Path};

/// Macros of std that write no item that has a name outside.
const WITHOUT_ITEMS: &[&str] = &["compile_error", "global_asm", "thread_local"];

/// How many imports may lead to a macro.
const MAX_IMPORTS: usize = 8;

/// What a macro call among items stands for.
pub(super) enum Call {
    Items(Vec<Item>),
    /// The items of a file: its path is relative to the file of the call.
    File(PathBuf),
    Unexpanded(Unexpanded),
}

/// What a call stands for. Adds the number of its tokens to `written`; `may_expand` is false if too
/// many macros have expanded to each other.
pub(super) fn call(
    module: &Module,
    item: &ItemMacro,
    may_expand: bool,
    finder: Option<&dyn FindMacro>,
    manifest: Option<&FilePath>,
    written: &mut usize,
) -> Call {
    let unexpanded = |reason, rules| Call::Unexpanded(Unexpanded::new(item, reason, rules));
    let rules = match module.macro_scope.find(&item.mac.path) {
        Some(rules) => rules,
        None if is_of_std(&item.mac.path, WITHOUT_ITEMS) => return Call::Items(Vec::new()),
        None if is_of_std(&item.mac.path, &["include"]) => {
            return match included_file(&item.mac, manifest) {
                Ok(file) => Call::File(file),
                Err(reason) => unexpanded(Some(reason), None),
            };
        }
        // The macros of the runtime write no item that has a name outside.
        None if is_of_crate(module, &item.mac.path, "ipc_runtime", finder) => {
            return Call::Items(Vec::new());
        }
        None => match find(module, &item.mac.path, finder) {
            Ok(rules) => rules,
            Err(reason) => return unexpanded(reason, None),
        },
    };
    if !may_expand {
        return unexpanded(Some("it calls itself too often".to_owned()), Some(&rules));
    }
    match rules.expand(&item.mac, written, parse_items) {
        Ok(items) => Call::Items(items),
        Err(reason) => unexpanded(Some(reason), Some(&rules)),
    }
}

/// The items that the macro in `#[apply(name!)]` writes in the place of a type, if it is a
/// `macro_rules!`.
pub(super) fn applied_items(
    module: &Module,
    item: &Item,
    finder: Option<&dyn FindMacro>,
    written: &mut usize,
) -> Option<Vec<Item>> {
    let (Item::Struct(ItemStruct { attrs, .. }) | Item::Enum(ItemEnum { attrs, .. })) = item else {
        return None;
    };
    let (index, attr, path) = attrs
        .iter()
        .enumerate()
        .find_map(|(index, attr)| applied_name(attr).map(|path| (index, attr, path)))?;
    // The macro does not see a `derive` above it.
    if attrs.iter().take(index).any(|attr| attr.path().is_ident("derive")) {
        return None;
    }
    if !is_of_crate(module, attr.path(), "macro_rules_attribute", finder) {
        return None;
    }
    let rules = match module.macro_scope.find(&path) {
        Some(rules) => rules,
        None => find(module, &path, finder).ok()?,
    };
    let mut item = item.clone();
    attributes(&mut item)?.remove(index);
    let call = Macro {
        path,
        bang_token: <Token![!]>::default(),
        delimiter: MacroDelimiter::Brace(token::Brace::default()),
        tokens: item.to_token_stream(),
    };
    rules.expand(&call, written, parse_items).ok()
}

/// The whole path of an attribute macro of a crate whose macros need no path: of one that is
/// `#[macro_use] extern crate`.
pub(super) fn prelude_path(
    module: &Module,
    attribute: &Path,
    krate: &str,
    finder: Option<&dyn FindMacro>,
) -> Option<Path> {
    let [name] = &*attribute.segments else { return None };
    if module.names.contains_key(&name.text) {
        return None;
    }
    let finder = finder?;
    let mut crates = module.macro_scope.crates();
    let found = crates.find(|found| finder.package(module.krate, found) == Some(krate))?;
    let found = Name { text: found.into(), span: name.span };
    Some(Path { is_extern: true, segments: [found, name.clone()].into() })
}

/// A type whose known macros have their own names, where an import has renamed them.
pub(super) fn with_own_names(module: &Module, item: &mut Item, finder: Option<&dyn FindMacro>) {
    let Some(finder) = finder.filter(|_| !module.renames.is_empty()) else { return };
    let own_name = |path: &syn::Path| -> Option<syn::Path> {
        let name = path.get_ident()?;
        let import = module.renames.get(&*unraw(name))?;
        let package = finder.package(module.krate, &import.segments.first()?.text)?;
        KNOWN_CRATES.contains(&package).then(|| {
            let segments = import.segments.iter();
            let segment = |it: &Name| PathSegment::from(Ident::new(&it.text, name.span()));
            syn::Path { leading_colon: None, segments: segments.map(segment).collect() }
        })
    };
    let (Item::Struct(ItemStruct { attrs, .. }) | Item::Enum(ItemEnum { attrs, .. })) = item else {
        return;
    };
    for attr in attrs {
        if let Some(own) = own_name(attr.path()) {
            match &mut attr.meta {
                Meta::Path(path) => *path = own,
                Meta::List(list) => list.path = own,
                Meta::NameValue(_) => {}
            }
        } else if let Meta::List(list) = &mut attr.meta
            && list.path.is_ident("derive")
            && let Ok(paths) = list.parse_args_with(Derives::parse_terminated)
            && paths.iter().any(|path| own_name(path).is_some())
        {
            let own = paths.into_iter().map(|path| own_name(&path).unwrap_or(path));
            list.tokens = own.collect::<Derives>().to_token_stream();
        }
    }
}

type Derives = Punctuated<syn::Path, Token![,]>;

/// The crates whose macros are known.
const KNOWN_CRATES: &[&str] =
    &["macro_rules_attribute", "serde", "serde_inline_default", "serde_repr", "serde_with"];

/// Whether a path certainly leads into a crate from a registry or repository.
fn is_of_crate(
    module: &Module,
    path: &syn::Path,
    krate: &str,
    finder: Option<&dyn FindMacro>,
) -> bool {
    paths(module, path).iter().any(|path| {
        let first = path.segments.first().filter(|_| path.segments.len() > 1);
        first.is_some_and(|first| {
            finder.and_then(|finder| finder.package(module.krate, &first.text)) == Some(krate)
        })
    })
}

fn is_of_std(path: &syn::Path, names: &[&str]) -> bool {
    let mut segments = path.segments.iter().map(|segment| unraw(&segment.ident));
    match (segments.next(), segments.next(), segments.next()) {
        (Some(name), None, _) => names.contains(&&*name),
        (Some(krate), Some(name), None) => {
            matches!(&*krate, "std" | "core") && names.contains(&&*name)
        }
        _ => false,
    }
}

/// The macro that a path names, which is not in scope by its name alone.
fn find(
    module: &Module,
    path: &syn::Path,
    finder: Option<&dyn FindMacro>,
) -> Result<Arc<MacroRules>, Option<String>> {
    let from = Place { krate: module.krate, module: module.path.clone() };
    finder.ok_or(None)?.find_macro(&from, &paths(module, path))
}

/// The paths that may lead to the macro that a path names in a module: as its own imports say.
fn paths(module: &Module, path: &syn::Path) -> Vec<Path> {
    let mut found = Vec::new();
    add_paths(module, path_of(path), &mut found, 0);
    found
}

fn add_paths(module: &Module, path: Path, found: &mut Vec<Path>, depth: usize) {
    let Some((first, rest)) = path.segments.split_first() else { return };
    let after = |prefix: &[Name], is_extern: bool| Path {
        is_extern,
        segments: prefix.iter().chain(rest).cloned().collect(),
    };
    let imports: Vec<Path> = match module.names.get(&first.text) {
        Some(entries) if !path.is_extern && depth < MAX_IMPORTS => entries
            .iter()
            .filter(|entry| entry.unresolved_cfg.is_none())
            .filter_map(|entry| match &entry.binding {
                // `use name::name;` begins with a crate.
                Binding::Use(import) if *import != path => {
                    Some(after(&import.segments, import.is_extern))
                }
                Binding::Crate(name) if **name != *"self" => {
                    Some(after(&[Name { text: name.clone(), span: first.span }], true))
                }
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    let has_imports = !imports.is_empty();
    for import in imports {
        add_paths(module, import, found, depth + 1);
    }
    if has_imports {
        return;
    }
    if !rest.is_empty() {
        add_path(module, path, found);
        return;
    }
    for name in module.macro_scope.crates() {
        let krate = Name { text: name.into(), span: first.span };
        found.push(Path { is_extern: true, segments: [krate, first.clone()].into() });
    }
    for glob in module.globs.iter().filter(|glob| glob.unresolved_cfg.is_none()) {
        let segments = glob.path.segments.iter().chain([first]).cloned().collect();
        add_path(module, Path { is_extern: glob.path.is_extern, segments }, found);
    }
}

/// Adds a path. If it may begin with the name of another crate, this comes first, because then the macros
/// of its own crate need not be read.
fn add_path(module: &Module, path: Path, found: &mut Vec<Path>) {
    let first = path.segments.first().map_or("", |first| &*first.text);
    let is_local = matches!(first, "crate" | "self" | "super") || module.names.contains_key(first);
    if !path.is_extern && !is_local {
        found.push(Path { is_extern: true, ..path.clone() });
    }
    found.push(path);
}

/// The file that an `include!` names; or why only a build knows it.
fn included_file(call: &Macro, manifest: Option<&FilePath>) -> Result<PathBuf, String> {
    let unknown = "only a build knows its file";
    let expr: Expr = syn::parse2(call.tokens.clone()).map_err(|_| unknown.to_owned())?;
    let text = text_of(&expr, manifest).ok_or(unknown)?;
    Ok(PathBuf::from(text))
}

/// The text of a literal, of `concat!`, or of `env!("CARGO_MANIFEST_DIR")`.
fn text_of(expr: &Expr, manifest: Option<&FilePath>) -> Option<String> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        Expr::Group(group) => text_of(&group.expr, manifest),
        Expr::Macro(call) if is_of_std(&call.mac.path, &["concat"]) => {
            let parts = Punctuated::<Expr, Token![,]>::parse_terminated;
            let parts = parts.parse2(call.mac.tokens.clone()).ok()?;
            parts.iter().map(|part| text_of(part, manifest)).collect()
        }
        Expr::Macro(call) if is_of_std(&call.mac.path, &["env"]) => {
            let name: LitStr = syn::parse2(call.mac.tokens.clone()).ok()?;
            let folder = manifest.filter(|_| name.value() == "CARGO_MANIFEST_DIR")?.parent()?;
            folder.to_str().map(str::to_owned)
        }
        _ => None,
    }
}
