//! Prints doc comments in the form of `JSDoc`.

use std::borrow::Cow;

use super::literal;
use crate::schema::Docs;

/// The `JSDoc` of an item with its line end, indented by `indent`; empty without docs and tags. `tags`
/// follow the text, one per line.
pub(crate) fn jsdoc(docs: &Docs, tags: &[String], indent: usize) -> String {
    let mut comment = String::new();
    push(&mut comment, docs, tags, indent);
    comment
}

/// Adds the [`jsdoc`] of an item.
pub(crate) fn push(code: &mut String, docs: &Docs, tags: &[String], indent: usize) {
    let deprecated = docs.deprecated().map(|note| format!("@deprecated {note}"));
    let tags = deprecated.iter().chain(tags).map(|tag| harmless(tag));
    let mut lines = docs.lines().map(|line| untagged(harmless(line))).chain(tags);
    let Some(first) = lines.next() else { return };
    let margin = " ".repeat(indent);
    let Some(second) = lines.next() else {
        code.extend([&margin, "/** ", &first, " */\n"]);
        return;
    };
    code.extend([&margin, "/**\n"]);
    for line in [first, second].into_iter().chain(lines) {
        let space = if line.is_empty() { "" } else { " " };
        code.extend([&margin, " *", space, &line, "\n"]);
    }
    code.extend([&margin, " */\n"]);
}

/// The line about a key that Rust also reads under other names.
pub(crate) fn alias_lines(aliases: &[String]) -> Vec<String> {
    let names: Vec<_> = aliases.iter().map(|name| literal::string(name)).collect();
    let Some((last, others)) = names.split_last() else { return Vec::new() };
    let others = if others.is_empty() { String::new() } else { others.join(", ") + " and " };
    vec![format!("Rust also reads it as {others}{last}.")]
}

/// A line that ends neither the comment nor itself.
fn harmless(line: &str) -> Cow<'_, str> {
    let line = line.trim_end();
    if line.contains(['*', '\r', '\u{2028}', '\u{2029}']) {
        let line = line.replace("*/", "*\\/").replace(['\r', '\u{2028}', '\u{2029}'], " ");
        Cow::Owned(line)
    } else {
        Cow::Borrowed(line)
    }
}

/// A line that begins no tag: `@` at its start is escaped.
fn untagged(line: Cow<'_, str>) -> Cow<'_, str> {
    let start = line.len() - line.trim_start().len();
    let (space, text) = line.split_at(start);
    if text.starts_with('@') { Cow::Owned(format!("{space}\\{text}")) } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn docs(lines: &[&str]) -> Docs {
        Docs::new(&lines.join("\n"), None)
    }

    #[test]
    fn one_line_stays_one_line() {
        assert_eq!(jsdoc(&docs(&["Opens."]), &[], 2), "  /** Opens. */\n");
        assert_eq!(jsdoc(&docs(&[]), &[], 2), "");
    }

    #[test]
    fn a_comment_cannot_be_ended_from_within() {
        assert_eq!(jsdoc(&docs(&["a */ b"]), &[], 0), "/** a *\\/ b */\n");
    }

    #[test]
    fn text_begins_no_tag() {
        assert_eq!(
            jsdoc(&docs(&["@deprecated is what", "  @it says, not a@b."]), &[], 0),
            "/**\n * \\@deprecated is what\n *   \\@it says, not a@b.\n */\n"
        );
    }

    #[test]
    fn aliases_are_listed() {
        let lines = |aliases: &[&str]| {
            alias_lines(&aliases.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(lines(&[]), [""; 0]);
        assert_eq!(lines(&["old"]), ["Rust also reads it as \"old\"."]);
        assert_eq!(lines(&["a", "b\n", "c"]), ["Rust also reads it as \"a\", \"b\\n\" and \"c\"."]);
    }

    #[test]
    fn tags_follow_the_text() {
        let docs = Docs::new("Opens.\n\nNow.", Some(""));
        assert_eq!(
            jsdoc(&docs, &["@throws {IpcError}".to_owned()], 0),
            "/**\n * Opens.\n *\n * Now.\n * @deprecated\n * @throws {IpcError}\n */\n"
        );
    }
}
