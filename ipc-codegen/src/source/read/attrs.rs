//! Attributes: docs, derives and `#[path]`.

use ipc_syntax::parse_deprecated;
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

use super::types::path_without_spans;
use crate::schema::Docs;
use crate::tree::Path;

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

/// The lines of doc comments without their common indent, and without empty lines around them. A
/// block comment is one text of many lines.
pub(super) fn dedent(comments: &[String]) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for comment in comments {
        let mut rest = comment.split('\n');
        lines.extend(rest.next());
        let has_star = |line: &str| line.trim_start().starts_with('*') || line.trim().is_empty();
        let has_stars = rest.clone().all(has_star);
        lines.extend(rest.map(|line| match line.trim_start().strip_prefix('*') {
            Some(rest) if has_stars => rest,
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
pub(super) fn read_derives(attrs: &[Attribute]) -> Vec<Path> {
    let mut paths = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
        let _ = attr.parse_nested_meta(|meta| {
            paths.push(path_without_spans(&meta.path));
            Ok(())
        });
    }
    paths
}

/// The value of `#[path = "…"]`.
pub(crate) fn path_attribute(attrs: &[Attribute]) -> Option<String> {
    attrs.iter().filter(|attr| attr.path().is_ident("path")).find_map(|attr| match &attr.meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(path), .. }) => Some(path.value()),
            _ => None,
        },
        _ => None,
    })
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
        assert_eq!(lines(&["* One.\n * Two."]), "* One.\n Two.");
        assert_eq!(lines(&[" One:\n * a\n and\n * b"]), "One:\n* a\nand\n* b");
        assert_eq!(lines(&["", " "]), "");
        assert_eq!(lines(&["ä", "é"]), "ä\né");
    }
}
