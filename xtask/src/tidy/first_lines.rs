//! The first line of each source file describes the file.

use super::files::{Language, SourceFile};
use super::violation::Violation;

/// Finds the files that do not begin with a comment.
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
            help: format!("begin it with a comment: `{comment}…`"),
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
    let words = starts.iter().find_map(|start| first.strip_prefix(start));
    // The words of a block comment may begin in the next line.
    words.is_some_and(|words| !words.trim().is_empty() || first.starts_with("/*"))
}

#[cfg(test)]
mod tests {
    use super::find_missing_first_lines;
    use crate::tidy::files::{Language, SourceFile};

    #[test]
    fn a_file_begins_with_a_comment() {
        for (language, text, is_well) in [
            (Language::Rust, "//! Words.\n", true),
            (Language::Rust, "// Words.\n", false),
            (Language::Rust, "//!\n//! Words.\n", false),
            (Language::Rust, "#![no_std]\n//! Words.\n", false),
            (Language::Rust, "", false),
            (Language::JavaScript, "// Words.\n", true),
            (Language::JavaScript, "/**\n * Words. */", true),
            (Language::JavaScript, "#!/usr/bin/env node\n// Words.\n", true),
            (Language::JavaScript, "\"use strict\";\n", false),
            (Language::JavaScript, "\n// Words.\n", false),
            (Language::Shell, "#!/bin/sh\n# Words.\n", true),
            (Language::Shell, "#!/bin/sh\nset -e\n", false),
        ] {
            let file = SourceFile { path: "file".to_owned(), language, text: text.to_owned() };
            let violations = find_missing_first_lines(&[file]);
            assert_eq!(violations.is_empty(), is_well, "{text:?}");
        }
    }
}
