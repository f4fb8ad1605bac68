//! One `macro_rules!`, and the expansion of its calls.

use std::sync::Arc;

use ipc_syntax::check_nesting;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::{Item, ItemMacro, Macro};

use super::matching::{Bindings, match_all};
use super::rules::{Rule, RuleToken, parse_rules};
use super::transcribe::{Site, transcribe};
use crate::known::KnownMacro;

/// How many macro calls may expand to each other.
pub(crate) const MAX_DEPTH: usize = 64;

/// How many tokens the macros of one file may expand to.
const MAX_TOKENS: usize = 1 << 18;

/// One `macro_rules!`.
#[derive(Clone)]
pub(crate) struct MacroRules {
    /// The rules; or why they cannot be expanded.
    rules: Arc<Result<Vec<Rule>, String>>,
    pub(crate) is_exported: bool,
    /// Whether they write `#[ipc_api]`.
    pub(super) writes_api: bool,
    /// The name of the crate that defines it where it is called, if that is another crate.
    pub(super) krate: Option<Box<str>>,
}

impl MacroRules {
    /// `is_resolved`: whether the definition is known to be compiled.
    pub(crate) fn read(item: &ItemMacro, is_resolved: bool) -> Self {
        let export = item.attrs.iter().find(|attr| attr.path().is_ident("macro_export"));
        let has_local_calls = export.is_some_and(|attr| {
            attr.parse_args::<Ident>().is_ok_and(|option| option == "local_inner_macros")
        });
        let mut tokens = RuleToken::all(item.mac.tokens.clone());
        if has_local_calls {
            tokens = RuleToken::with_global_calls(&tokens);
        }
        let rules = if is_resolved {
            parse_rules(&tokens)
        } else {
            Err("its `cfg` cannot be decided".to_owned())
        };
        Self {
            rules: Arc::new(rules),
            is_exported: export.is_some(),
            writes_api: RuleToken::mention(&tokens, "ipc_api"),
            krate: None,
        }
    }

    /// A macro of another crate, which has this name in the sources.
    pub(super) fn of_crate(known: &KnownMacro, krate: &str) -> Self {
        let tokens = known.rules.parse::<TokenStream>().map_err(|error| error.to_string());
        Self {
            rules: Arc::new(tokens.and_then(|tokens| parse_rules(&RuleToken::all(tokens)))),
            is_exported: true,
            writes_api: false,
            krate: Some(krate.into()),
        }
    }

    /// The macro as a crate sees it that has this name for the macro's crate.
    pub(crate) fn seen_as(&self, krate: &str) -> Self {
        Self { krate: Some(krate.into()), ..self.clone() }
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
        let rules = Result::as_ref(&self.rules).map_err(Clone::clone)?;
        if check_nesting(call.tokens.clone()).is_err() {
            return Err("its input is nested too deeply".to_owned());
        }
        let span = call.path.segments.last().map_or_else(Span::call_site, |it| it.ident.span());
        let site = Site { span, krate: self.krate.as_deref() };
        let input: Vec<TokenTree> = call.tokens.clone().into_iter().collect();
        for rule in rules {
            let mut bindings = Bindings::new();
            if match_all(&rule.matcher, &input, &mut bindings) == Some(input.len()) {
                let tokens = transcribe(&rule.body, &bindings, site)?;
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
