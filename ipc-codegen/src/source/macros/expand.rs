//! Finds the macro that a call names, and expands the call.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ipc_syntax::{check_nesting, unraw};
use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{GenericArgument, ImplItem, Item, ItemMacro, Macro, PathArguments, Type};

use super::matching::{Bindings, match_all};
use super::rules::{Rule, RuleToken, parse_rules};
use super::transcribe::transcribe;
use crate::known::{KnownMacro, MACROS};
use crate::source::dependency::Dependency;
use crate::source::spans::span_of;
use crate::tree;

/// The macros in scope, by name. A later definition replaces an earlier one.
pub(crate) type MacroScope = Arc<BTreeMap<String, Arc<MacroRules>>>;

/// How many macro calls may expand to each other.
pub(crate) const MAX_DEPTH: usize = 64;

/// How many tokens the macros of one file may expand to.
const MAX_TOKENS: usize = 1 << 18;

/// One `macro_rules!`.
pub(crate) struct MacroRules {
    /// The rules; or why they cannot be expanded.
    rules: Result<Vec<Rule>, String>,
    is_exported: bool,
    /// The name of the crate that defines it, if that is another one.
    krate: Option<Box<str>>,
}

/// A macro call that was not expanded.
pub(crate) struct Unexpanded {
    /// The macro's name.
    pub(crate) name: String,
    pub(crate) span: tree::Span,
    /// The identifiers among its tokens.
    names: BTreeSet<Box<str>>,
    /// Why it was not expanded; `None` if the crate does not define the macro.
    pub(crate) reason: Option<String>,
}

impl Unexpanded {
    pub(crate) fn new(call: &ItemMacro, reason: Option<String>) -> Self {
        let ItemMacro { mac: Macro { path, tokens, .. }, .. } = call;
        let name = path.segments.last().map(|last| unraw(&last.ident)).unwrap_or_default();
        let mut names = BTreeSet::new();
        add_names(tokens.clone(), &mut names);
        Self { name, span: span_of(path), names, reason }
    }

    /// Whether this identifier is among its tokens.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

fn add_names(tokens: TokenStream, names: &mut BTreeSet<Box<str>>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => _ = names.insert(unraw(&ident).into()),
            TokenTree::Group(group) => add_names(group.stream(), names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

impl MacroRules {
    /// `is_resolved`: whether the definition is known to be compiled.
    pub(crate) fn read(item: &ItemMacro, is_resolved: bool) -> Self {
        let rules = if is_resolved {
            parse_rules(&RuleToken::all(item.mac.tokens.clone()))
        } else {
            Err("its `cfg` cannot be decided".to_owned())
        };
        Self {
            rules,
            is_exported: item.attrs.iter().any(|attr| attr.path().is_ident("macro_export")),
            krate: None,
        }
    }

    /// A macro of another crate, which has this name in the sources, and this version.
    fn of_crate(known: &KnownMacro, krate: &str, major: Option<u64>) -> Self {
        let rules = if major == Some(known.major) {
            let tokens = known.rules.parse::<TokenStream>().map_err(|error| error.to_string());
            tokens.and_then(|tokens| parse_rules(&RuleToken::all(tokens)))
        } else {
            let KnownMacro { krate, major, .. } = known;
            Err(format!("only the one of `{krate} = \"{major}\"` is expanded"))
        };
        Self { rules, is_exported: true, krate: Some(krate.into()) }
    }

    /// The macro that a call names.
    pub(crate) fn find(scope: &MacroScope, call: &Macro) -> Option<Arc<Self>> {
        let path = &call.path;
        let name = unraw(&path.segments.last()?.ident);
        let found = scope.get(&name)?;
        let home = found.krate.as_deref().unwrap_or("crate");
        let is_global = path.segments.len() == 2 && unraw(&path.segments[0].ident) == home;
        let is_meant = path.get_ident().is_some() || (is_global && found.is_exported);
        is_meant.then(|| Arc::clone(found))
    }

    /// The items or the type that a call expands to. Adds the number of its tokens to `written`.
    pub(crate) fn expand<T>(
        &self,
        call: &Macro,
        written: &mut usize,
        parse: impl FnOnce(TokenStream) -> syn::Result<T>,
    ) -> Result<T, String> {
        let too_many = || Err("the macros of this file expand to too many tokens".to_owned());
        if *written > MAX_TOKENS {
            return too_many();
        }
        let rules = self.rules.as_ref().map_err(Clone::clone)?;
        if check_nesting(call.tokens.clone()).is_err() {
            return Err("its input is nested too deeply".to_owned());
        }
        let name = call.path.segments.last().map_or_else(Span::call_site, |it| it.ident.span());
        let input: Vec<TokenTree> = call.tokens.clone().into_iter().collect();
        for rule in rules {
            let mut bindings = Bindings::new();
            if match_all(&rule.matcher, &input, &mut bindings) == Some(input.len()) {
                let tokens = transcribe(&rule.body, &bindings, name)?;
                *written += count(tokens.clone());
                if *written > MAX_TOKENS {
                    return too_many();
                }
                if check_nesting(tokens.clone()).is_err() {
                    return Err("its expansion is nested too deeply".to_owned());
                }
                return parse(tokens)
                    .map_err(|error| format!("its expansion is not valid Rust: {error}"));
            }
        }
        Err("none of its rules matches".to_owned())
    }
}

/// Parses the expansion of a macro that is called as an item.
pub(crate) fn parse_items(tokens: TokenStream) -> syn::Result<Vec<Item>> {
    syn::parse2::<syn::File>(tokens).map(|file| file.items)
}

/// Expands the macros among the types of an item. A macro that cannot be expanded stays, and has no
/// shape.
pub(crate) fn expand_types(item: &mut Item, scope: &MacroScope, written: &mut usize) {
    let mut expand = |ty: &mut Type| expand_type(ty, scope, written, 0);
    match item {
        Item::Struct(item) => item.fields.iter_mut().for_each(|field| expand(&mut field.ty)),
        Item::Enum(item) => {
            let fields = item.variants.iter_mut().flat_map(|variant| &mut variant.fields);
            fields.for_each(|field| expand(&mut field.ty));
        }
        Item::Type(item) => expand(&mut item.ty),
        Item::Impl(item) if item.trait_.is_some() => {
            expand(&mut item.self_ty);
            for part in &mut item.items {
                if let ImplItem::Type(part) = part {
                    expand(&mut part.ty);
                }
            }
        }
        _ => {}
    }
}

fn expand_type(ty: &mut Type, scope: &MacroScope, written: &mut usize, depth: usize) {
    match ty {
        Type::Macro(call) if depth < MAX_DEPTH => {
            let expanded = MacroRules::find(scope, &call.mac)
                .and_then(|rules| rules.expand(&call.mac, written, syn::parse2).ok());
            if let Some(expanded) = expanded {
                *ty = expanded;
                expand_type(ty, scope, written, depth + 1);
            }
        }
        Type::Path(path) => {
            let owner = path.qself.as_mut().map(|qself| &mut *qself.ty);
            let arguments =
                path.path.segments.iter_mut().filter_map(|segment| match &mut segment.arguments {
                    PathArguments::AngleBracketed(arguments) => Some(&mut arguments.args),
                    _ => None,
                });
            let arguments = arguments.flatten().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            owner
                .into_iter()
                .chain(arguments)
                .for_each(|ty| expand_type(ty, scope, written, depth));
        }
        Type::Tuple(tuple) => {
            tuple.elems.iter_mut().for_each(|ty| expand_type(ty, scope, written, depth));
        }
        Type::Array(array) => expand_type(&mut array.elem, scope, written, depth),
        Type::Slice(slice) => expand_type(&mut slice.elem, scope, written, depth),
        Type::Reference(reference) => expand_type(&mut reference.elem, scope, written, depth),
        Type::Group(group) => expand_type(&mut group.elem, scope, written, depth),
        Type::Paren(paren) => expand_type(&mut paren.elem, scope, written, depth),
        _ => {}
    }
}

/// The known macros of a crate's dependencies. The crate's own macros replace them.
pub(crate) fn known_macros(dependencies: Option<&BTreeMap<String, Dependency>>) -> MacroScope {
    let mut scope = BTreeMap::new();
    for known in MACROS {
        let found = match dependencies {
            // Without a manifest, any path may begin with a crate name.
            None => Some((known.krate, Some(known.major))),
            Some(all) => all.iter().find_map(|(name, dependency)| match dependency {
                Dependency::Opaque(package) if package.name == known.krate => {
                    Some((name.as_str(), package.major))
                }
                _ => None,
            }),
        };
        if let Some((krate, major)) = found {
            let rules = MacroRules::of_crate(known, krate, major);
            scope.insert(known.name.to_owned(), Arc::new(rules));
        }
    }
    Arc::new(scope)
}

/// How many tokens there are, at any depth.
fn count(tokens: TokenStream) -> usize {
    let count = |token| match token {
        TokenTree::Group(group) => 1 + count(group.stream()),
        _ => 1,
    };
    tokens.into_iter().map(count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::ToTokens;

    /// The expansion of the last item, which calls the macro before it.
    fn expanded(source: &str) -> String {
        let file = syn::parse_file(source).expect("parses");
        let [Item::Macro(rules), Item::Macro(call)] = file.items.as_slice() else {
            panic!("a macro and a call")
        };
        match MacroRules::read(rules, true).expand(&call.mac, &mut 0, parse_items) {
            Ok(items) => {
                let tokens: TokenStream = items.iter().map(ToTokens::to_token_stream).collect();
                ipc_syntax::canonical_tokens(&tokens)
            }
            Err(reason) => format!("! {reason}"),
        }
    }

    #[test]
    fn a_call_expands_by_the_first_rule_that_matches() {
        for (source, expected) in [
            (
                "macro_rules! id { ($($name:ident),* $(,)?) => { $(struct $name(u32);)* } } id!(A, B,);",
                "struct A ( u32 ) ; struct B ( u32 ) ;",
            ),
            (
                "macro_rules! data { ($(#[$m:meta])* $v:vis struct $n:ident { $($f:ident: $t:ty = $e:expr),* }) =>
                    { $(#[$m])* $v struct $n { $($v $f: $t),* } } }
                 data! { #[derive(Clone)] pub(crate) struct A { a: Vec<Option<u8>> = 1, b: [u8; 2] = 2 } }",
                "# [ derive ( Clone ) ] pub ( crate ) struct A { pub ( crate ) a : Vec < Option < u8 > > , \
                 pub ( crate ) b : [ u8 ; 2 ] }",
            ),
            (
                "macro_rules! kinds { ($($n:ident { $($v:ident => $t:tt),+ })*) =>
                    { $(enum $n { $($v = $t),+ })* } }
                 kinds! { A { X => 1, Y => 2 } B { Z => 3 } }",
                "enum A { X = 1 , Y = 2 } enum B { Z = 3 }",
            ),
            (
                "macro_rules! either { (struct $n:ident) => { struct $n; }; (enum $n:ident) => { enum $n {} } }
                 either!(enum A);",
                "enum A { }",
            ),
            (
                "macro_rules! of { ($n:ident<$l:lifetime>: $p:path) => { type $n<$l> = $crate::$p; } }
                 of!(A<'a>: m::B<'a>);",
                "type A < ' a > = crate : : m : : B < ' a > ;",
            ),
            (
                "macro_rules! maybe { ($n:ident $(: $t:ty)? $(=> $l:literal)?) => { struct $n $(($t))?; } }
                 maybe!(A => -1);",
                "struct A ;",
            ),
        ] {
            assert_eq!(expanded(source), expected, "{source}");
        }
    }

    #[test]
    fn a_call_that_cannot_be_expanded_says_why() {
        for (source, expected) in [
            ("macro_rules! m { () => {} } m!(x);", "none of its rules matches"),
            ("macro_rules! m { ($p:pat) => {} } m!(x);", "a `pat` in its rules is not supported"),
            (
                "macro_rules! m { ($(a)* a) => {} } m!(a);",
                "the end of a repetition in its rules is ambiguous",
            ),
            ("macro_rules! m { ($($x:ident)*) => { struct A($x); } } m!(a);", "`$x` is repeated"),
            (
                "macro_rules! m { ($x:ident) => { $(struct $x;)* } } m!(a);",
                "it repeats something that contains no repeated metavariable",
            ),
            (
                "macro_rules! m { ($($x:ident)*; $($y:ident)*) => { $(type $x = $y;)* } } m!(a b; c);",
                "it repeats metavariables together that have different numbers of repetitions",
            ),
            (
                "macro_rules! m { ($($x:ident)*) => { const A: u8 = ${count($x)}; } } m!(a);",
                "it uses a metavariable expression such as `${count(…)}`",
            ),
        ] {
            assert_eq!(expanded(source), format!("! {expected}"), "{source}");
        }
        assert!(
            expanded("macro_rules! m { ($n:ident) => { struct $n } } m!(A);")
                .starts_with("! its expansion is not valid Rust: ")
        );
    }
}
