//! Doc comments.

use crate::schema::Docs;

/// The `JSDoc` of an item with its line end, indented by `indent`; empty if there is nothing to say.
/// `tags` follow the text, a line each.
pub(crate) fn jsdoc(docs: &Docs, tags: &[String], indent: usize) -> String {
    let mut lines: Vec<String> = docs.lines().map(untagged).collect();
    lines.extend(docs.deprecated().map(|note| format!("@deprecated {note}")));
    lines.extend_from_slice(tags);
    let margin = " ".repeat(indent);
    let lines: Vec<_> = lines.iter().map(|line| harmless(line)).collect();
    match lines.as_slice() {
        [] => String::new(),
        [line] => format!("{margin}/** {line} */\n"),
        lines => {
            let mut comment = format!("{margin}/**\n");
            for line in lines {
                comment.push_str(format!("{margin} * {line}").trim_end());
                comment.push('\n');
            }
            comment + &margin + " */\n"
        }
    }
}

/// A line that is text for `JSDoc` too, where `@` at its start would begin a tag.
fn untagged(line: &str) -> String {
    let start = line.len() - line.trim_start().len();
    let (space, text) = line.split_at(start);
    if text.starts_with('@') { format!("{space}\\{text}") } else { line.to_owned() }
}

/// A line that neither ends the comment nor the line.
fn harmless(line: &str) -> String {
    line.replace("*/", "*\\/").replace(['\r', '\u{2028}', '\u{2029}'], " ").trim_end().to_owned()
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
    fn tags_follow_the_text() {
        let docs = Docs::new("Opens.\n\nNow.", Some(""));
        assert_eq!(
            jsdoc(&docs, &["@throws {IpcError}".to_owned()], 0),
            "/**\n * Opens.\n *\n * Now.\n * @deprecated\n * @throws {IpcError}\n */\n"
        );
    }
}
