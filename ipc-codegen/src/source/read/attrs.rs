//! Attributes: docs, derives, and conditions that cannot be told from the sources.

use ipc_syntax::parse_deprecated;
use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

use super::types::{at, path_without_place};
use crate::schema::Docs;
use crate::tree::{Condition, Path};

/// The docs of an item, from its attributes.
pub(super) fn docs(attrs: &[Attribute]) -> Docs {
    let mut lines = Vec::new();
    let mut deprecated = None;
    for attr in attrs {
        if attr.path().is_ident("doc")
            && let Meta::NameValue(pair) = &attr.meta
            && let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value
        {
            lines.push(text.value());
        } else if attr.path().is_ident("deprecated") {
            deprecated = Some(parse_deprecated(&attr.meta).note.unwrap_or_default());
        }
    }
    Docs::new(&dedent(&lines), deprecated.as_deref())
}

/// The lines of doc comments without the space that all of them begin with, and without empty
/// lines around them. A block comment is one text of many lines.
pub(super) fn dedent(comments: &[String]) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for comment in comments {
        let is_block = comment.contains('\n');
        lines.extend(comment.split('\n').map(|line| match line.trim_start().strip_prefix('*') {
            Some(rest) if is_block => rest,
            _ => line,
        }));
    }
    let is_blank = |line: &str| line.trim().is_empty();
    let indent = lines
        .iter()
        .filter(|line| !is_blank(line))
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .min()
        .unwrap_or(0);
    let first = lines.iter().position(|line| !is_blank(line)).unwrap_or(lines.len());
    let last = lines.iter().rposition(|line| !is_blank(line)).map_or(first, |last| last + 1);
    let lines = lines[first..last].iter();
    let lines = lines.map(|line| line.get(indent..).unwrap_or_default().trim_end());
    lines.collect::<Vec<_>>().join("\n")
}

/// The paths in an item's `derive`s.
pub(super) fn derives(attrs: &[Attribute]) -> Box<[Path]> {
    let mut paths = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
        let _ = attr.parse_nested_meta(|meta| {
            paths.push(path_without_place(&meta.path));
            Ok(())
        });
    }
    paths.into()
}

/// The value of `#[path = "…"]`.
pub(in crate::source) fn path_attribute(attrs: &[Attribute]) -> Option<String> {
    attrs.iter().filter(|attr| attr.path().is_ident("path")).find_map(|attr| match &attr.meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(path), .. }) => Some(path.value()),
            _ => None,
        },
        _ => None,
    })
}

/// [`undecided`], as it is kept.
pub(in crate::source) fn condition(attrs: &[Attribute]) -> Option<Box<Condition>> {
    let attr = undecided(attrs)?;
    let (predicate, _) = split_condition(attr).unwrap_or_default();
    Some(Box::new(Condition { predicate: predicate.to_string(), at: at(&attr.meta) }))
}

/// The first of these attributes that leaves it open what its owner is.
///
/// A `cfg_attr` counts only if it could change what is on the wire.
pub(in crate::source) fn undecided(attrs: &[Attribute]) -> Option<&Attribute> {
    const SHAPING: &[&str] = &["serde", "derive", "enumset", "path", "cfg", "ipc", "ipc_api"];
    attrs.iter().find(|attr| {
        attr.path().is_ident("cfg")
            || (attr.path().is_ident("cfg_attr")
                && split_condition(attr).is_some_and(|(_, rest)| {
                    rest.into_iter().any(|token| match token {
                        TokenTree::Ident(ident) => SHAPING.iter().any(|name| ident == name),
                        _ => false,
                    })
                }))
    })
}

/// The predicate of a `cfg` or `cfg_attr`, and what comes after its comma.
pub(in crate::source) fn split_condition(attr: &Attribute) -> Option<(TokenStream, TokenStream)> {
    let mut tokens = attr.meta.require_list().ok()?.tokens.clone().into_iter();
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
    let predicate = tokens.by_ref().take_while(|token| !is_comma(token)).collect();
    Some((predicate, tokens.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docs_lose_their_common_indent() {
        let lines =
            |text: &[&str]| dedent(&text.iter().map(|&line| line.into()).collect::<Vec<_>>());
        assert_eq!(lines(&[" One.", "", "   code", ""]), "One.\n\n  code");
        assert_eq!(lines(&["\n * One.\n *\n * Two.\n "]), "One.\n\nTwo.");
        assert_eq!(lines(&["", " "]), "");
        assert_eq!(lines(&["ä", "é"]), "ä\né");
    }
}
