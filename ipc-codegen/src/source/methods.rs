//! Inherent methods: what those of a name return, by their types.
//!
//! They are not kept in the tree, and may be in any file of a crate. So they are looked up by name in the
//! text of all files, and only the files that have the name are parsed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ipc_syntax::unraw;
use syn::visit::{self, Visit};
use syn::{GenericArgument, ImplItem, ItemImpl, PathArguments, ReturnType, Signature, Type};

use super::bodies::Kept;
use super::file::SourceFile;
use super::krate::{Crate, Root};
use crate::known::{self, KnownPath};

/// The inherent methods of one name in a crate.
#[derive(Default)]
pub(crate) struct Methods {
    /// By the names of the types that have them.
    results: BTreeMap<Box<str>, MethodResult>,
    /// Whether there may be others: the sources do not show what a macro writes.
    may_be_more: bool,
}

/// What the inherent method of a type returns.
#[derive(Clone, Copy)]
pub(crate) enum MethodResult {
    /// The type has no such method.
    Absent,
    /// A type of the language or a text, possibly behind a reference.
    Known(KnownPath),
    /// Another type, or the sources do not decide it.
    Unknown,
}

impl Methods {
    /// The result of the method of the type that has this name.
    pub(crate) fn of(&self, ty: &str) -> MethodResult {
        match self.results.get(ty) {
            _ if self.may_be_more => MethodResult::Unknown,
            Some(result) => *result,
            None => MethodResult::Absent,
        }
    }

    /// Finds the methods of a name in all files of a crate.
    pub(super) fn find(krate: &Crate, name: &str) -> Self {
        let mut texts = Vec::new();
        let is_read = match &krate.root {
            Root::Text(path, text) => {
                texts.push((Path::new(path).into(), text.clone()));
                true
            }
            Root::File(root) => root.parent().is_some_and(|folder| read_all(folder, &mut texts)),
        };
        let mut found = Self { may_be_more: !is_read, ..Self::default() };
        for (path, text) in &texts {
            let written = declared(text, "fn", name);
            if written > 0 {
                let file = SourceFile::new(path, None);
                found.add_file(&file, text, name, written);
            }
        }
        let is_defined = |ty: &str| {
            let keywords = ["struct", "enum", "union"];
            texts.iter().any(|(_, text)| keywords.iter().any(|it| declared(text, it, ty) > 0))
        };
        // The name may be an alias of any type.
        found.may_be_more |= found.results.keys().any(|ty| !is_defined(ty));
        let is_hidden = |ty: &str| {
            let keywords = ["struct", "enum", "union", "type", "as"];
            texts.iter().any(|(_, text)| keywords.iter().any(|it| declared(text, it, ty) > 0))
        };
        for result in found.results.values_mut() {
            if let MethodResult::Known(known) = result
                && known.path().rsplit("::").next().is_some_and(is_hidden)
            {
                *result = MethodResult::Unknown;
            }
        }
        found
    }

    /// Adds the methods of a file that declares `written` functions of the name.
    fn add_file(&mut self, file: &SourceFile, text: &str, name: &str, written: usize) {
        let Ok(parsed) = file.parse(text, Kept::All) else {
            self.may_be_more = true;
            return;
        };
        let mut visitor = Visitor { name, found: self, seen: 0 };
        visitor.visit_file(&parsed);
        // Some are in macros.
        let is_all = visitor.seen >= written;
        self.may_be_more |= !is_all;
    }
}

/// Reads the sources in a folder and below; returns whether all could be read.
fn read_all(folder: &Path, texts: &mut Vec<(std::sync::Arc<Path>, String)>) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    for entry in entries {
        let Ok(entry) = entry else { return false };
        let path = entry.path();
        if path.is_dir() {
            if !read_all(&path, texts) {
                return false;
            }
        } else if path.extension().is_some_and(|it| it == "rs") {
            let Ok(text) = fs::read_to_string(&path) else { return false };
            texts.push((path.into(), text));
        }
    }
    true
}

/// How often a text has a keyword and then a name.
fn declared(text: &str, keyword: &str, name: &str) -> usize {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
    let is_it = |(at, _): (usize, &str)| {
        let before = text.as_bytes()[..at].last();
        let after = &text[at + keyword.len()..];
        let rest = after.trim_start();
        let named = rest.strip_prefix("r#").unwrap_or(rest).strip_prefix(name);
        !before.is_some_and(is_word)
            && rest.len() < after.len()
            && named.is_some_and(|rest| !rest.as_bytes().first().is_some_and(is_word))
    };
    text.match_indices(keyword).filter(|found| is_it(*found)).count()
}

/// Collects the methods of a name.
struct Visitor<'m> {
    name: &'m str,
    found: &'m mut Methods,
    /// How many functions of the name were seen, of any kind.
    seen: usize,
}

impl<'ast> Visit<'ast> for Visitor<'_> {
    fn visit_signature(&mut self, signature: &'ast Signature) {
        self.seen += usize::from(unraw(&signature.ident) == self.name);
        visit::visit_signature(self, signature);
    }

    fn visit_item_impl(&mut self, block: &'ast ItemImpl) {
        visit::visit_item_impl(self, block);
        let methods = block.items.iter().filter_map(|part| match part {
            ImplItem::Fn(part) if unraw(&part.sig.ident) == self.name => Some(&part.sig),
            _ => None,
        });
        let methods: Vec<_> = methods.collect();
        if block.trait_.is_some() || methods.is_empty() {
            return;
        }
        let Type::Path(this) = &*block.self_ty else { return };
        let Some(this) = this.path.segments.last() else { return };
        for signature in methods {
            let result = result(&signature.output);
            let known = self.found.results.entry(unraw(&this.ident).into()).or_insert(result);
            let is_same = matches!((&known, result), (MethodResult::Known(a), MethodResult::Known(b))
                if a.path() == b.path());
            if !is_same {
                *known = MethodResult::Unknown;
            }
        }
    }
}

fn result(output: &ReturnType) -> MethodResult {
    match output {
        ReturnType::Type(_, ty) => {
            known_type(ty).map_or(MethodResult::Unknown, MethodResult::Known)
        }
        ReturnType::Default => MethodResult::Unknown,
    }
}

/// A type of the language or a text, possibly behind a reference.
fn known_type(ty: &Type) -> Option<KnownPath> {
    let find = |path: [&str; 3]| known::find(&path.map(str::to_owned));
    let text = || find(["std", "string", "String"]);
    match ty {
        Type::Reference(reference) => known_type(&reference.elem),
        Type::Path(ty) if ty.qself.is_none() => {
            let [only] = &*ty.path.segments.iter().collect::<Vec<_>>() else { return None };
            match (only.ident.to_string().as_str(), &only.arguments) {
                ("str" | "String", PathArguments::None) => text(),
                ("Cow", PathArguments::AngleBracketed(given)) => match given.args.last()? {
                    GenericArgument::Type(Type::Path(inner)) if inner.path.is_ident("str") => {
                        text()
                    }
                    _ => None,
                },
                (name, PathArguments::None) => find(["std", "primitive", name]),
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::declared;

    #[test]
    fn declarations_are_counted() {
        for (text, count) in [
            ("fn a() {} fn  r#a(); fn\na", 3),
            ("fn ab() {} often a; fna; fn (a)", 0),
            ("fn ä() { fn a }", 1),
        ] {
            assert_eq!(declared(text, "fn", "a"), count, "{text}");
        }
    }
}
