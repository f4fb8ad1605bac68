//! One source file: its path, its syntax tree, and places in it.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use ipc_syntax::{Diagnostic, too_deep};
use proc_macro2::Span;

use super::bodies::without_bodies;
use super::read;
use crate::codes;
use crate::report::{Place, Problem};
use crate::tree::At;

/// A file. What stands in it does not know it, so whoever holds an item holds its file too.
#[derive(Debug)]
pub(crate) struct SourceFile {
    pub(crate) path: Arc<Path>,
    /// The file whose `mod` led here.
    pub(crate) parent: Option<Arc<SourceFile>>,
}

impl SourceFile {
    /// A place in this file.
    pub(crate) fn place(&self, at: At) -> Place {
        let range = at.start as usize..at.end as usize;
        Place { file: Arc::clone(&self.path), range }
    }

    /// A problem at a place in this file.
    pub(crate) fn problem(
        &self,
        code: &'static str,
        at: At,
        message: impl Into<String>,
    ) -> Problem {
        Problem::new(code, message).at(self.place(at))
    }

    /// The problem that a diagnostic about tokens of this file is.
    pub(super) fn diagnosed(&self, diagnostic: Diagnostic) -> Problem {
        Problem {
            code: diagnostic.code,
            message: diagnostic.message,
            help: diagnostic.help,
            place: Some(self.place(read::at_range(diagnostic.span))),
            related: Vec::new(),
        }
    }

    /// Parses the file's text, but for the bodies of functions; spans of the tree are offsets into
    /// the text.
    pub(super) fn parse(&self, text: &str) -> Result<syn::File, Vec<Problem>> {
        let without = without_bodies(&without_prefix(text)).map_err(|range| {
            let place = Place { file: Arc::clone(&self.path), range };
            let Diagnostic { code, message, help, .. } = too_deep(Span::call_site());
            vec![Problem { code, message, help, place: Some(place), related: Vec::new() }]
        })?;
        syn::parse_str(&without).map_err(|error| {
            let mut problems = Vec::new();
            for error in error {
                let range = error_range(error.span(), text);
                let message = error.to_string();
                problems.push(
                    Problem::new(codes::SYNTAX, message)
                        .at(Place { file: Arc::clone(&self.path), range }),
                );
            }
            problems
        })
    }
}

/// The text with its byte order mark and its `#!` line blanked, so that every offset stays what
/// it was; `syn::parse_file` would cut them off.
fn without_prefix(text: &str) -> String {
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(line) = rest.strip_prefix("#!")
        && !line.trim_start().starts_with('[')
    {
        rest = line.find('\n').map_or("", |end| &line[end..]);
    }
    " ".repeat(text.len() - rest.len()) + rest
}

/// An error at the end of the input has no span of its own.
fn error_range(span: Span, text: &str) -> Range<usize> {
    let range = span.byte_range();
    if range == (0..0) { text.len()..text.len() } else { range }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_the_mark_and_the_shebang() {
        let file = SourceFile { path: Path::new("main.rs").into(), parent: None };
        for text in ["struct A;", "\u{feff}struct A;", "#!/bin/x\nstruct A;", "#![x]\nstruct A;"] {
            let tree = file.parse(text).expect("parses");
            let place = file.place(read::at(&tree.items[0]));
            assert_eq!(text[place.range].split(' ').next(), Some("struct"), "{text:?}");
        }
    }

    #[test]
    fn errors_have_their_range() {
        let file = SourceFile { path: Path::new("main.rs").into(), parent: None };
        let at = |text: &str| {
            let problem = file.parse(text).err().expect("does not parse").remove(0);
            problem.place.expect("has a place").range
        };
        assert_eq!(at("struct A = 1;"), 9..10);
        assert_eq!(at("struct"), 6..6);
    }
}
