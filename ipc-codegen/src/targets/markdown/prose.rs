//! Text in Markdown: doc comments, and TypeScript whose names are links.
//!
//! A doc comment is Markdown. Its paragraphs, lists, emphasis, links and code stay; what would reach
//! beyond it, or is HTML, is escaped: headings, tables, HTML, formulas, and fences that do not end.

use std::borrow::Cow;

use super::anchors::Anchors;

/// A code span.
pub(super) fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let ticks = "`".repeat(longest_run(&text, '`') + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// A block of TypeScript.
pub(super) fn typescript(text: &str) -> String {
    let ticks = "`".repeat((longest_run(text, '`') + 1).max(3));
    format!("{ticks}ts\n{}\n{ticks}\n", text.trim_end_matches('\n'))
}

fn longest_run(text: &str, char: char) -> usize {
    text.split(|other| other != char).map(str::len).max().unwrap_or_default()
}

/// A type on one line: code, in which the names of the schema's types are links.
pub(super) fn linked_type(text: &str, anchors: &Anchors<'_>) -> String {
    let mut linked = String::new();
    let mut plain = String::new();
    let mut before = '\0';
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = token_length(rest);
        let (token, after) = rest.split_at(length);
        // `name:` and `name?:` are keys, and `$ipc.Name` is a type of the runtime's.
        let is_key = after.trim_start_matches('?').starts_with(':');
        let is_name = is_word(first) && before != '.' && !is_key;
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
    char.is_alphanumeric() || matches!(char, '_' | '$')
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

/// A doc comment as blocks of their own, each line indented by `indent`.
pub(super) fn push_docs<'l>(
    text: &mut String,
    lines: impl Iterator<Item = &'l str>,
    indent: usize,
) {
    let margin = " ".repeat(indent);
    let mut push = |line: &str| {
        let line = line.trim_end();
        if !line.is_empty() {
            text.extend([&margin, line]);
        }
        text.push('\n');
    };
    let mut fence: Option<Fence<'_>> = None;
    for line in lines {
        match &mut fence {
            Some(open) if open.is_end(line) => {
                open.push(&mut push);
                fence = None;
            }
            Some(open) => open.lines.push(line),
            None => match Fence::begin(line) {
                Some(begun) => fence = Some(begun),
                None => push(&escape(line)),
            },
        }
    }
    if let Some(open) = fence {
        open.push(&mut push);
    }
}

/// A block of code between fences.
struct Fence<'l> {
    mark: &'l str,
    language: &'l str,
    indent: usize,
    lines: Vec<&'l str>,
}

impl<'l> Fence<'l> {
    fn begin(line: &'l str) -> Option<Self> {
        let start = line.trim_start();
        let char = start.chars().next().filter(|char| matches!(char, '`' | '~'))?;
        let (mark, info) = start.split_at(start.len() - start.trim_start_matches(char).len());
        if mark.len() < 3 || info.contains('`') {
            return None;
        }
        let language = info.trim().split(|char: char| !char.is_ascii_alphanumeric()).next();
        Some(Self {
            mark,
            language: language.unwrap_or_default(),
            indent: line.len() - start.len(),
            lines: Vec::new(),
        })
    }

    fn is_end(&self, line: &str) -> bool {
        let line = line.trim();
        line.len() >= self.mark.len() && line.chars().all(|char| self.mark.starts_with(char))
    }

    /// Adds the block with a fence that is longer than any in it.
    fn push(&self, push: &mut impl FnMut(&str)) {
        let longest = self.lines.iter().map(|line| longest_run(line, '`')).max();
        let ticks = "`".repeat((longest.unwrap_or_default() + 1).max(3));
        push(&format!("{ticks}{}", self.language));
        for line in &self.lines {
            let margin = line.len() - line.trim_start_matches(' ').len();
            push(&line[margin.min(self.indent)..].replace('\r', " "));
        }
        push(&ticks);
    }
}

/// A note on one line, such as that of a deprecation.
pub(super) fn note(text: &str) -> String {
    escape(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Escapes a doc line so that it cannot affect the text around it.
fn escape(line: &str) -> String {
    let line = line.replace('\r', " ");
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
    let mut escaped = String::new();
    let mut rest = &*line;
    while let Some(first) = rest.chars().next() {
        let (piece, length) = escape_first(first, rest);
        escaped.push_str(&piece);
        rest = &rest[length..];
    }
    escaped
}

/// The first token of a text, which begins with `first`, escaped, and the length of its source.
fn escape_first(first: char, text: &str) -> (Cow<'_, str>, usize) {
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

/// The docs of an item in a list: after a dash if they are one paragraph, else as blocks of it.
pub(super) fn push_item_docs(text: &mut String, lines: &[&str]) {
    let is_text = |line: &&str| {
        line.starts_with(|char: char| char.is_alphabetic() || char == '`')
            && !line.starts_with("```")
    };
    let is_paragraph = lines.iter().all(is_text);
    if lines.is_empty() {
        text.push('\n');
    } else if is_paragraph {
        let paragraph: Vec<Cow<'_, str>> = lines.iter().map(|line| escape(line).into()).collect();
        text.extend([" — ", paragraph.join(" ").trim_end(), "\n"]);
    } else {
        text.push_str("\n\n");
        push_docs(text, lines.iter().copied(), 2);
    }
}
