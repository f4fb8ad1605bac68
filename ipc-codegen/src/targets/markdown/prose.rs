//! Text in Markdown: lines of doc comments, and TypeScript whose names are links.
//!
//! A doc comment is Markdown. Its paragraphs, lists, emphasis, links and code stay; what would reach
//! beyond it, or is HTML, is escaped: headings, tables, HTML, formulas, and footnotes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::anchors::Anchors;
use crate::targets::typescript::print::names::declared_type;

/// A code span.
pub(super) fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let ticks = "`".repeat(longest_run(&text, '`') + 1);
    let is_padded = text.starts_with(' ') && text.ends_with(' ') && !text.trim().is_empty();
    let pad = if is_padded || text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// The code span of a key, which may be empty.
pub(super) fn key(name: &str) -> String {
    code(if name.is_empty() { "\"\"" } else { name })
}

/// A block of TypeScript.
pub(super) fn typescript(text: &str) -> String {
    let ticks = "`".repeat((longest_run(text, '`') + 1).max(3));
    format!("{ticks}ts\n{}\n{ticks}\n", text.trim_end_matches('\n'))
}

pub(super) fn longest_run(text: &str, char: char) -> usize {
    text.split(|other| other != char).map(str::len).max().unwrap_or_default()
}

/// A type on one line: code, in which the names of the schema's types are links, unless they are
/// those of type parameters.
pub(super) fn linked_type(text: &str, anchors: &Anchors<'_>, params: &[String]) -> String {
    let mut linked = String::new();
    let mut plain = String::new();
    let mut before = '\0';
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = token_length(rest);
        let (token, after) = rest.split_at(length);
        // `name:` and `name?:` are keys, and `$ipc.Name` is a type of the runtime's.
        let is_key = after.trim_start_matches('?').starts_with(':');
        let is_param = params.iter().any(|param| declared_type(param) == token);
        let is_name = is_word(first) && before != '.' && !is_key && !is_param;
        match anchors.ty(token).filter(|_| is_name) {
            Some(anchor) => {
                push_code(&mut linked, &plain);
                plain.clear();
                linked.extend(["[", &*code(token), "](#", anchor, ")"]);
            }
            None => plain.push_str(token),
        }
        before = token.chars().next_back().unwrap_or_default();
        rest = after;
    }
    push_code(&mut linked, &plain);
    linked
}

/// Adds code, whose spaces at its ends stand outside of the span.
fn push_code(text: &mut String, plain: &str) {
    let inner = plain.trim();
    if inner.is_empty() {
        text.push_str(plain);
        return;
    }
    let start = plain.len() - plain.trim_start().len();
    let end = plain.trim_end().len();
    text.extend([&plain[..start], &*code(inner), &plain[end..]]);
}

fn is_word(char: char) -> bool {
    // Outside of strings, TypeScript has no other characters beyond ASCII than those of names.
    let is_foreign = !char.is_ascii() && !char.is_whitespace();
    is_foreign || char.is_ascii_alphanumeric() || matches!(char, '_' | '$')
}

/// The length of what TypeScript begins with: a name, a string, or one character.
fn token_length(text: &str) -> usize {
    let mut chars = text.char_indices();
    let Some((_, first)) = chars.next() else { return 0 };
    if is_word(first) {
        return text.find(|char| !is_word(char)).unwrap_or(text.len());
    }
    if !matches!(first, '"' | '\'') {
        return first.len_utf8();
    }
    while let Some((at, char)) = chars.next() {
        if char == '\\' {
            chars.next();
        } else if char == first {
            return at + char.len_utf8();
        }
    }
    text.len()
}

/// A note on one line, such as that of a deprecation.
pub(super) fn note(text: &str) -> String {
    escape(&text.split_whitespace().collect::<Vec<_>>().join(" "), &Links::new())
}

/// The addresses of a comment's link definitions, by their labels.
pub(super) type Links = BTreeMap<String, String>;

/// A label as Markdown compares it.
pub(super) fn label(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A line of a doc comment, of which nothing is left that changes what is around it.
pub(super) fn escape(line: &str, links: &Links) -> String {
    // A heading of the comment, such as `# Errors`, is none of the file.
    if let Some(heading) = line.trim_start_matches('#').strip_prefix(' ')
        && line.starts_with('#')
        && heading.starts_with(char::is_alphabetic)
        && heading.chars().all(|char| char.is_alphanumeric() || " ,.-:'".contains(char))
    {
        return format!("**{}**", heading.trim_end());
    }
    // Underlines of headings, rules, and what makes a table of the line above.
    if !line.chars().any(|char| char.is_alphabetic() || char == '`') {
        let escaped = line.chars().map(|char| {
            if char.is_ascii_punctuation() { format!("\\{char}") } else { char.to_string() }
        });
        return escaped.collect();
    }
    // Not a fence, which would have been printed as one.
    if line.starts_with("~~~") {
        return format!("\\{}", escape_inline(line, links));
    }
    escape_inline(line, links)
}

fn escape_inline(text: &str, links: &Links) -> String {
    let mut escaped = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (piece, length) = escape_first(first, rest, links);
        escaped.push_str(&piece);
        rest = &rest[length..];
    }
    escaped
}

/// Whether a line begins a link definition or a footnote, whose label may end on a later line.
pub(super) fn begins_definition<'l>(
    line: &'l str,
    following: impl Iterator<Item = &'l str>,
) -> bool {
    let Some(line) = line.strip_prefix('[') else { return false };
    for line in [line].into_iter().chain(following) {
        let mut chars = line.chars().peekable();
        while let Some(char) = chars.next() {
            match char {
                '\\' => drop(chars.next()),
                '[' => return false,
                ']' => return chars.peek() == Some(&':'),
                _ => {}
            }
        }
    }
    false
}

/// The first piece of a text, which begins with `first`, and the length of what it stands for.
fn escape_first<'t>(first: char, text: &'t str, links: &Links) -> (Cow<'t, str>, usize) {
    match first {
        // Code that does not end on its line might end on the next one.
        '`' => {
            let ticks = text.len() - text.trim_start_matches('`').len();
            match code_length(text, ticks) {
                Some(length) => (text[..length].into(), length),
                None => ("\\`".repeat(ticks).into(), ticks),
            }
        }
        '\\' => match text[1..].chars().next().filter(char::is_ascii_punctuation) {
            Some(_) => (text[..2].into(), 2),
            None => (r"\\".into(), 1),
        },
        '<' => autolink(text).map_or((r"\<".into(), 1), |link| (link.into(), link.len())),
        '[' => resolve(text, links).map_or(("[".into(), 1), |(link, length)| (link.into(), length)),
        // A definition, even where its label is of several lines.
        ']' if text.starts_with("]:") => (r"]\:".into(), 2),
        '#' | '$' | '|' => (format!("\\{first}").into(), 1),
        first => (text[..first.len_utf8()].into(), first.len_utf8()),
    }
}

/// The length of a code span with this many ticks, if it ends on its line.
fn code_length(text: &str, ticks: usize) -> Option<usize> {
    let mut at = ticks;
    loop {
        at += text[at..].find('`')?;
        let rest = &text[at..];
        let run = rest.len() - rest.trim_start_matches('`').len();
        at += run;
        if run == ticks {
            return Some(at);
        }
    }
}

/// `<https://example.com>`.
fn autolink(text: &str) -> Option<&str> {
    let (link, _) = text.split_once('>')?;
    let address = link.strip_prefix("<https://").or_else(|| link.strip_prefix("<http://"))?;
    let is_address = !address.is_empty()
        && !address.contains(|char: char| char.is_whitespace() || char.is_control() || char == '<');
    is_address.then(|| &text[..=link.len()])
}

/// The link that a reference such as `[text][label]` or `[label]` stands for, and its length.
fn resolve(text: &str, links: &Links) -> Option<(String, usize)> {
    let end = bracket_length(text)?;
    let name = &text[1..end - 1];
    let rest = &text[end..];
    if rest.starts_with('(') {
        return None;
    }
    let (reference, length) = match bracket_length(rest) {
        Some(2) => (name, end + 2),
        Some(second) => (&rest[1..second - 1], end + second),
        None => (name, end),
    };
    let address = links.get(&label(reference))?;
    Some((format!("[{}]({address})", escape_inline(name, &Links::new())), length))
}

/// The length of what stands between `[` and its `]`.
fn bracket_length(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        match first {
            '[' => depth += 1,
            ']' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        at += match first {
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            '`' => {
                let ticks = rest.len() - rest.trim_start_matches('`').len();
                code_length(rest, ticks).unwrap_or(ticks)
            }
            first => first.len_utf8(),
        };
        if depth == 0 {
            return (first == ']').then_some(at);
        }
    }
    None
}
