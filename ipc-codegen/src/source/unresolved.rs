//! `cfg` attributes that the sources do not decide.

use proc_macro2::{TokenStream, TokenTree};
use syn::Attribute;

use super::spans::span_of;
use crate::tree::UnresolvedCfg;

/// The first `cfg` or `cfg_attr` whose predicate the sources do not decide.
pub(super) fn unresolved_cfg(attrs: &[Attribute]) -> Option<Box<UnresolvedCfg>> {
    let attr = attrs.iter().find(|attr| is_unresolved(attr))?;
    let (predicate, _) = split_condition(attr).unwrap_or_default();
    Some(Box::new(UnresolvedCfg { predicate: predicate.to_string(), span: span_of(&attr.meta) }))
}

/// Whether there is such an attribute.
pub(super) fn has_unresolved_cfg(attrs: &[Attribute]) -> bool {
    attrs.iter().any(is_unresolved)
}

/// Resolved attributes are gone by now. A `cfg_attr` counts only if it can change what is on the
/// wire.
fn is_unresolved(attr: &Attribute) -> bool {
    const SHAPING: &[&str] = &["serde", "derive", "enumset", "path", "cfg", "ipc", "ipc_api"];
    attr.path().is_ident("cfg")
        || (attr.path().is_ident("cfg_attr")
            && split_condition(attr).is_some_and(|(_, rest)| {
                rest.into_iter().any(|token| match token {
                    TokenTree::Ident(ident) => SHAPING.iter().any(|name| ident == name),
                    _ => false,
                })
            }))
}

/// The predicate of a `cfg` or `cfg_attr`, and the tokens after its comma.
pub(super) fn split_condition(attr: &Attribute) -> Option<(TokenStream, TokenStream)> {
    let mut tokens = attr.meta.require_list().ok()?.tokens.clone().into_iter();
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
    let predicate = tokens.by_ref().take_while(|token| !is_comma(token)).collect();
    Some((predicate, tokens.collect()))
}
