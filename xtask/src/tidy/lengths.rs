//! No Rust file is too long. For TypeScript, eslint checks this.

use super::files::{Language, SourceFile};
use super::violation::Violation;

/// The most lines of a Rust file.
const MOST_LINES: usize = 800;

/// Finds the files that are too long.
pub(super) fn find_long_files(files: &[SourceFile]) -> Vec<Violation> {
    let lengths = files
        .iter()
        .filter(|file| file.language == Language::Rust)
        .map(|file| (file, file.text.lines().count()));
    let violation = |(file, length): (&SourceFile, usize)| Violation {
        file: file.path.clone(),
        line: MOST_LINES + 1,
        message: format!("this file has {length} lines, and {MOST_LINES} are the most"),
        help: "move a concern into a module of its own".to_owned(),
    };
    lengths.filter(|(_, length)| *length > MOST_LINES).map(violation).collect()
}

#[cfg(test)]
mod tests {
    use super::{MOST_LINES, find_long_files};
    use crate::tidy::files::{Language, SourceFile};

    #[test]
    fn only_long_rust_is_reported() {
        let file = |language, lines| SourceFile {
            path: "file".to_owned(),
            language,
            text: "line\n".repeat(lines),
        };
        let files = [
            file(Language::Rust, MOST_LINES),
            file(Language::JavaScript, MOST_LINES + 1),
            file(Language::Rust, MOST_LINES + 1),
        ];
        let violations = find_long_files(&files);
        assert_eq!(violations.len(), 1);
        assert_eq!(violations[0].message, "this file has 801 lines, and 800 are the most");
    }
}
