//! The first line of each source file describes the file, in a sentence.

use super::files::{Language, SourceFile};
use super::violation::Violation;

/// The fewest words of a sentence.
const FEWEST_WORDS: usize = 3;

/// Finds the files that do not begin with a comment that is a sentence.
pub(super) fn find_missing_first_lines(files: &[SourceFile]) -> Vec<Violation> {
    let missing = files.iter().filter(|file| !is_described(file));
    let violation = |file: &SourceFile| {
        let comment = match file.language {
            Language::Rust => "//! ",
            Language::JavaScript => "// ",
            Language::Shell => "# ",
        };
        Violation {
            file: file.path.clone(),
            line: 1,
            message: "the first line does not describe this file".to_owned(),
            help: format!("begin it with a sentence in a comment: `{comment}The router: …`"),
        }
    };
    missing.map(violation).collect()
}

fn is_described(file: &SourceFile) -> bool {
    let mut lines = file.text.lines().skip_while(|line| {
        // Only Rust has lines like `#![no_std]`.
        file.language != Language::Rust && line.starts_with("#!")
    });
    let first = lines.next().unwrap_or_default();
    let starts: &[&str] = match file.language {
        Language::Rust => &["//!"],
        Language::JavaScript => &["//", "/**", "/*"],
        Language::Shell => &["#"],
    };
    let Some(start) = starts.iter().find(|start| first.starts_with(**start)) else {
        return false;
    };
    // A block comment may begin in the second line, and its lines may begin with a star.
    let is_block = start.starts_with("/*");
    let first = first[start.len()..].trim();
    let more = lines.map(|line| match line.trim() {
        line if is_block => line.trim_start_matches('*').trim_end_matches("*/").trim(),
        line => line.strip_prefix(start).unwrap_or_default().trim(),
    });
    let paragraph: Vec<_> = [first.trim_end_matches("*/").trim()]
        .into_iter()
        .chain(more)
        .skip_while(|line| is_block && line.is_empty())
        .take_while(|line| !line.is_empty())
        .collect();
    is_sentence(&paragraph.join(" "))
}

/// Whether a text begins with a capital letter or with code, has enough words, and contains a full stop
/// or a colon.
fn is_sentence(text: &str) -> bool {
    let start = text.trim_start_matches('[');
    let words = text.split_whitespace();
    start.starts_with(|first: char| first == '`' || first.is_uppercase())
        && words.clone().count() >= FEWEST_WORDS
        && words.map(|word| word.trim_end_matches(')')).any(|word| word.ends_with(['.', ':']))
}

#[cfg(test)]
mod tests {
    use super::find_missing_first_lines;
    use crate::tidy::files::{Language, SourceFile};

    #[test]
    fn a_file_begins_with_a_comment() {
        for (language, text, is_well) in [
            (Language::Rust, "//! Words of it.\n", true),
            (Language::Rust, "// Words of it.\n", false),
            (Language::Rust, "//!\n//! Words of it.\n", false),
            (Language::Rust, "#![no_std]\n//! Words of it.\n", false),
            (Language::Rust, "", false),
            (Language::JavaScript, "// Words of it.\n", true),
            (Language::JavaScript, "/**\n * Words of it. */", true),
            (Language::JavaScript, "#!/usr/bin/env node\n// Words of it.\n", true),
            (Language::JavaScript, "\"use strict\";\n", false),
            (Language::JavaScript, "\n// Words of it.\n", false),
            (Language::Rust, "//! `Code` does\n//! something.\nmod a;", true),
            (Language::Rust, "//! The router: a table", true),
            (Language::Rust, "//! [`Router`]: the table.\n", true),
            (Language::Rust, "//! a\n", false),
            (Language::Rust, "//! A file.\n", false),
            (Language::Rust, "//! A file without an end\n", false),
            (Language::Rust, "//! A file without an end\n\nuse a; // It ends.\n", false),
            (Language::JavaScript, "// eslint-disable no-console: it is a program.\n", false),
            (Language::JavaScript, "/* eslint-disable */\n", false),
            (Language::Shell, "#!/bin/sh\n# Words of it.\n", true),
            (Language::Shell, "#!/bin/sh\nset -e\n", false),
        ] {
            let file = SourceFile { path: "file".to_owned(), language, text: text.to_owned() };
            let violations = find_missing_first_lines(&[file]);
            assert_eq!(violations.is_empty(), is_well, "{text:?}");
        }
    }
}
