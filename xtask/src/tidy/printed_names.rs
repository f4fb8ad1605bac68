//! Generated Rust names nothing that a user may have declared.
//!
//! Reads the `quote!` calls of `ipc-macros` and `ipc-syntax`. Their paths must begin with
//! `::ipc_runtime::__private`, `::core` or `::std`. A bare name of a macro, function or type must be
//! declared in a `quote!` of the same file. A `quote!` of one identifier, or an `Ident::new`, must
//! not make a name of the prelude.
//!
//! This is the quick check: it does not know where an interpolated name stands. Two fixtures in
//! `tests/compile-pass` are the proof: `shadowed_prelude.rs` declares items with names of the prelude,
//! and `no_implicit_prelude.rs` has no prelude.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Ident, TokenTree};
use syn::visit::{self, Visit};
use syn::{Expr, ExprCall, ExprLit, ItemMod, Lit, Macro};

use super::files::SourceFile;
use super::quote::is_quote;
use super::test_code::is_test;
use super::violation::Violation;

/// The folders of the files to read.
const FOLDERS: [&str; 2] = ["ipc-macros/src/", "ipc-syntax/src/"];

/// Words before a name that declare it.
const DECLARING: [&str; 7] = ["const", "enum", "fn", "mod", "struct", "trait", "type"];

/// Type parameters, which hide a user's item of the same name.
const PARAMETERS: [&str; 2] = ["T", "__T"];

const PRIMITIVES: [&str; 17] = [
    "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "str", "u128", "u16",
    "u32", "u64", "u8", "usize",
];

/// Names of the prelude, without `Send`, which is also the name of a kind.
const PRELUDE: [&str; 36] = [
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Vec",
    "drop",
];

/// Finds the names that are not reserved.
pub(super) fn find_unreserved_names(files: &[SourceFile]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for file in files.iter().filter(|file| FOLDERS.iter().any(|it| file.path.starts_with(it))) {
        // The rules about modules report a file that does not parse.
        let Ok(syntax) = syn::parse_file(&file.text) else {
            continue;
        };
        let mut quotes = Quotes::default();
        quotes.visit_file(&syntax);
        let Quotes { names, declared } = quotes;
        for Name { line, path } in names {
            if declared.contains(&path) {
                continue;
            }
            violations.push(Violation {
                file: file.path.clone(),
                line,
                message: format!("generated code names `{path}`, which may be a user's item"),
                help: "print a path that begins with `::ipc_runtime::__private`, `::core` or \
                       `::std`"
                    .to_owned(),
            });
        }
    }
    violations
}

/// The names that the `quote!` calls of a file print.
#[derive(Default)]
struct Quotes {
    /// The names that a user's item may have, unless they are declared.
    names: Vec<Name>,
    declared: BTreeSet<String>,
}

struct Name {
    line: usize,
    path: String,
}

impl<'ast> Visit<'ast> for Quotes {
    fn visit_macro(&mut self, invocation: &'ast Macro) {
        if is_quote(invocation) {
            let tokens = printed(invocation);
            match tokens.as_slice() {
                [TokenTree::Ident(name)] => self.read_single(&name.to_string(), name),
                tokens => self.read(tokens, false),
            }
        }
        visit::visit_macro(self, invocation);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        if let Expr::Path(function) = &*call.func
            && let Some(Expr::Lit(ExprLit { lit: Lit::Str(name), .. })) = call.args.first()
        {
            let segments: Vec<_> = function.path.segments.iter().map(|it| &it.ident).collect();
            if let [.., ty, new] = segments[..]
                && ty == "Ident"
                && (new == "new" || new == "new_raw")
            {
                self.read_single(&name.value(), new);
            }
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }
}

/// The tokens of a call, without the span in front of them.
fn printed(invocation: &Macro) -> Vec<TokenTree> {
    let tokens: Vec<_> = invocation.tokens.clone().into_iter().collect();
    let name = invocation.path.segments.last().map(|name| name.ident.to_string());
    let has_span = name.is_some_and(|name| name.ends_with("_spanned"));
    let is_arrow = |&at: &usize| is_punct(tokens.get(at - 1), '=') && is_punct(tokens.get(at), '>');
    match (1..tokens.len()).find(is_arrow) {
        Some(arrow) if has_span => tokens[arrow + 1..].to_vec(),
        _ => tokens,
    }
}

impl Quotes {
    /// Reads a name that is printed alone. It may follow `::`, but not if it is of the prelude.
    fn read_single(&mut self, name: &str, printed: &Ident) {
        if PRELUDE.contains(&name) {
            self.names.push(Name { line: printed.span().start().line, path: name.to_owned() });
        }
    }

    fn read(&mut self, tokens: &[TokenTree], is_attribute: bool) {
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let before = |distance: usize| at.checked_sub(distance).and_then(|at| tokens.get(at));
            match token {
                TokenTree::Group(group) => {
                    let is_attribute = is_attribute
                        || (group.delimiter() == Delimiter::Bracket && is_punct(before(1), '#'));
                    let tokens: Vec<_> = group.stream().into_iter().collect();
                    self.read(&tokens, is_attribute);
                }
                // An interpolated value, a field or a method, a lifetime.
                TokenTree::Ident(_)
                    if ['#', '.', '\''].iter().any(|punct| is_punct(before(1), *punct)) => {}
                TokenTree::Ident(word) if is_keyword(word) => {}
                TokenTree::Ident(first) => {
                    let follows_path = is_punct(before(1), ':') && is_punct(before(2), ':');
                    // `<A as B>::C` and `A::C`, but also `impl<A> ::core::C`.
                    let is_associated = follows_path
                        && match before(3) {
                            Some(TokenTree::Ident(word)) => !is_keyword(word),
                            Some(token) => is_punct(Some(token), '>') && !is_root(first),
                            None => false,
                        };
                    let mut segments = vec![first.to_string()];
                    let mut last = at;
                    while let (true, true, Some(TokenTree::Ident(segment))) = (
                        is_punct(tokens.get(last + 1), ':'),
                        is_punct(tokens.get(last + 2), ':'),
                        tokens.get(last + 3),
                    ) {
                        segments.push(segment.to_string());
                        last += 3;
                    }
                    if matches!(before(1), Some(TokenTree::Ident(word)) if DECLARING.iter().any(|it| word == it))
                    {
                        self.declared.insert(segments[0].clone());
                    } else if !is_associated {
                        let is_named = if follows_path {
                            is_reserved(&segments)
                        } else {
                            is_bound(&segments, &tokens[last + 1..], is_attribute)
                        };
                        if !is_named {
                            let line = first.span().start().line;
                            self.names.push(Name { line, path: segments.join("::") });
                        }
                    }
                    at = last;
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
            at += 1;
        }
    }
}

/// Whether a word can neither be a name nor begin a path.
fn is_keyword(word: &Ident) -> bool {
    !["Self", "crate", "self", "super"].iter().any(|start| word == start)
        && syn::parse_str::<Ident>(&word.to_string()).is_err()
}

fn is_root(ident: &Ident) -> bool {
    ["core", "ipc_runtime", "std"].iter().any(|root| ident == root)
}

/// Whether a path after `::` begins with a reserved prefix.
fn is_reserved(segments: &[String]) -> bool {
    match segments.first().map(String::as_str) {
        Some("core" | "std") => true,
        Some("ipc_runtime") => segments.get(1).is_some_and(|segment| segment == "__private"),
        _ => false,
    }
}

/// Whether a path without `::` in front is bound in the generated code: it begins with `Self`, or is
/// a variable, a field or a type parameter.
fn is_bound(segments: &[String], next: &[TokenTree], is_attribute: bool) -> bool {
    let after = next.get(1);
    let next = next.first();
    let [name] = segments else {
        return segments[0] == "Self" || segments[0] == "self";
    };
    if name == "Self" || name == "self" || PARAMETERS.contains(&name.as_str()) {
        return true;
    }
    let is_call = matches!(next, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
    // `Item = …`, but neither `None => …` nor `None == …`.
    let is_binding = is_punct(next, '=') && !is_punct(after, '>') && !is_punct(after, '=');
    let is_item = name.starts_with(char::is_uppercase)
        || PRIMITIVES.contains(&name.as_str())
        || PRELUDE.contains(&name.as_str());
    !(is_punct(next, '!') || (is_call && !is_attribute) || (is_item && !is_binding))
}

fn is_punct(token: Option<&TokenTree>, expected: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == expected)
}

#[cfg(test)]
mod tests {
    use super::find_unreserved_names;
    use crate::tidy::files::{Language, SourceFile};

    /// The names in a `quote!` call that are not reserved.
    fn unreserved(quoted: &str) -> Vec<String> {
        unreserved_in("ipc-macros", format!("fn f() {{ {quoted} }}"))
    }

    fn unreserved_in(krate: &str, text: String) -> Vec<String> {
        let path = format!("{krate}/src/made_up.rs");
        let file = SourceFile { path, language: Language::Rust, text };
        let violations = find_unreserved_names(&[file]);
        let name = |message: String| message.split('`').nth(1).unwrap_or_default().to_owned();
        violations.into_iter().map(|violation| name(violation.message)).collect()
    }

    #[test]
    fn full_paths_and_own_names_are_reserved() {
        let quotes = "
            quote!(#[derive(::core::clone::Clone)] #[must_use] struct #name<T> { api: ::std::sync::Arc<T> });
            quote!(impl<__T: #bound> ::ipc_runtime::__private::Service for #name<__T> {
                const CONTRACT: ::ipc_runtime::__private::Contract = #contract;
                fn new(api: T) -> Self { Self { api: #name::new(api), c: Self::CONTRACT } }
            });
            quote_spanned!(here=> #call.#run::<#args, _>(&self.api, <__T as #api>::answer, ::core::unreachable!()));
            quote!(-> impl ::core::future::Future<Output = #ty> + 'static);
            quote!(WithCaller);
            quote!(#ordinal => ::core::mem::drop(#call));";
        assert_eq!(unreserved(quotes), [""; 0]);
        assert_eq!(unreserved("Vec::new(); println!(\"\")"), [""; 0]);
    }

    #[test]
    fn the_front_end_is_read_without_its_tests() {
        let text = |text: &str| unreserved_in("ipc-syntax", text.to_owned());
        assert_eq!(text("fn f() { quote!(Vec::new()) }"), ["Vec::new"]);
        assert_eq!(text("#[cfg(test)] mod tests { fn f() { quote!(Vec::new()) } }"), [""; 0]);
        assert_eq!(text("fn f() { Ident::new(\"core\", span) }"), [""; 0]);
        assert_eq!(unreserved_in("xtask", "fn f() { quote!(Vec) }".to_owned()), [""; 0]);
    }

    #[test]
    fn all_other_names_are_reported() {
        for (quote, name) in [
            ("quote!(-> Option<#ty>)", "Option"),
            ("quote!(drop(#call))", "drop"),
            ("quote!(Vec::new())", "Vec::new"),
            ("quote!(unreachable!())", "unreachable"),
            ("quote!(#[derive(Clone)] struct #name;)", "Clone"),
            ("quote!(::serde::Serialize)", "serde::Serialize"),
            ("quote!(::ipc_runtime::Caller)", "ipc_runtime::Caller"),
            ("quote!(#ordinal: usize)", "usize"),
            ("parse_quote!(Self: Sized)", "Sized"),
            ("quote!(Vec)", "Vec"),
            ("quote!(#call.map(drop))", "drop"),
            ("quote!(let answer = None;)", "None"),
            ("quote!(None => #call)", "None"),
            ("quote!(#value == None)", "None"),
            ("quote!(None == #value)", "None"),
            ("Ident::new(\"Option\", span)", "Option"),
        ] {
            assert_eq!(unreserved(quote), [name], "{quote}");
        }
    }
}
