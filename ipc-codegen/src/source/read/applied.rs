//! `#[apply(name!)]` of `macro_rules_attribute`: attributes that have a name in their crate.
//!
//! Where a name leads is known only when all modules can be read, so the type is read again then.

use std::sync::OnceLock;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, DeriveInput, Ident, Macro, Token};

use super::types::path_of;
use crate::source::spans::span_of;
use crate::tree::Applied;

/// The attribute of a type that applies a macro.
pub(super) fn applied(input: &DeriveInput) -> Option<Applied> {
    let (attr, name) =
        input.attrs.iter().find_map(|attr| applied_name(attr).map(|name| (attr, name)))?;
    let first = input.attrs.first().map_or_else(|| span_of(&input.ident), span_of);
    Some(Applied {
        attribute: path_of(attr.path()),
        name: path_of(&name),
        span: first.to(span_of(input)),
        tokens: input.to_token_stream().to_string().into(),
        data: OnceLock::new(),
    })
}

/// The path in an `#[apply(path!)]`.
pub(crate) fn applied_name(attr: &Attribute) -> Option<syn::Path> {
    let parser = |input: ParseStream<'_>| {
        let name = input.call(syn::Path::parse_mod_style)?;
        let _: Option<Token![!]> = input.parse()?;
        Ok(name)
    };
    if is_apply(attr) { attr.parse_args_with(parser).ok() } else { None }
}

/// Whether an attribute applies a macro.
pub(super) fn is_apply(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == "apply")
}

/// The names that an `attribute_alias!` declares, each with its attributes.
pub(crate) fn aliases(call: &Macro) -> Vec<(Box<str>, Box<str>)> {
    let is_it = call.path.segments.last().is_some_and(|last| last.ident == "attribute_alias");
    if !is_it {
        return Vec::new();
    }
    parse_aliases.parse2(call.tokens.clone()).unwrap_or_default()
}

fn parse_aliases(input: ParseStream<'_>) -> syn::Result<Vec<(Box<str>, Box<str>)>> {
    let mut aliases = Vec::new();
    while !input.is_empty() {
        let head = input.call(Attribute::parse_outer)?;
        let [head] = &*head else { return Err(input.error("expected one attribute")) };
        let name: Ident = head.parse_args_with(|input: ParseStream<'_>| {
            let name = input.parse()?;
            let _: Option<Token![!]> = input.parse()?;
            Ok(name)
        })?;
        let _: Token![=] = input.parse()?;
        let mut attributes = TokenStream::new();
        while !input.peek(Token![;]) {
            attributes.extend([TokenTree::parse(input)?]);
        }
        let _: Token![;] = input.parse()?;
        aliases.push((name.to_string().into(), attributes.to_string().into()));
    }
    Ok(aliases)
}
