//! One source file: its path, locations in it, and its syntax tree.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use ipc_syntax::{Diagnostic, too_deep};

use super::bodies::{Kept, without_bodies};
use super::spans::span_of_range;
use crate::codes;
use crate::report::{Location, Problem};
use crate::tree::Span;

/// A file. Items do not point to their file, so code that holds an item also holds its file.
#[derive(Debug)]
pub(crate) struct SourceFile {
    pub(crate) path: Arc<Path>,
    /// The file whose `mod` item led to this one.
    pub(crate) parent: Option<Arc<SourceFile>>,
}

impl SourceFile {
    /// The location of a span in this file.
    pub(crate) fn location(&self, span: Span) -> Location {
        let range = span.start as usize..span.end as usize;
        Location { file: Arc::clone(&self.path), range }
    }

    /// A problem at a span in this file.
    pub(crate) fn problem(
        &self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
    ) -> Problem {
        Problem::new(code, message).at(self.location(span))
    }

    /// Converts a diagnostic about tokens of this file.
    pub(super) fn diagnosed(&self, diagnostic: Diagnostic) -> Problem {
        Problem {
            code: diagnostic.code,
            message: diagnostic.message,
            help: diagnostic.help,
            location: Some(self.location(span_of_range(diagnostic.span))),
            related: Vec::new(),
        }
    }

    /// Parses the file's text without the bodies of functions, and without the inherent implementations
    /// that need not be `kept`. The tree's spans are offsets into the text.
    pub(super) fn parse(&self, text: &str, kept: Kept) -> Result<syn::File, Vec<Problem>> {
        let without = without_bodies(&without_prefix(text), kept).map_err(|range| {
            let location = Location { file: Arc::clone(&self.path), range };
            let Diagnostic { code, message, help, .. } = too_deep(proc_macro2::Span::call_site());
            vec![Problem { code, message, help, location: Some(location), related: Vec::new() }]
        })?;
        syn::parse_str(&without).map_err(|error| {
            let mut problems = Vec::new();
            for error in error {
                let range = error_range(error.span(), text);
                let message = error.to_string();
                problems.push(
                    Problem::new(codes::SYNTAX, message)
                        .at(Location { file: Arc::clone(&self.path), range }),
                );
            }
            problems
        })
    }
}

/// The text with its byte order mark and its `#!` line blanked, so that offsets stay the same.
/// `syn::parse_file` would cut both off.
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
fn error_range(span: proc_macro2::Span, text: &str) -> Range<usize> {
    let range = span.byte_range();
    if range == (0..0) { text.len()..text.len() } else { range }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_the_byte_order_mark_and_the_shebang() {
        let file = SourceFile { path: Path::new("main.rs").into(), parent: None };
        for text in ["struct A;", "\u{feff}struct A;", "#!/bin/x\nstruct A;", "#![x]\nstruct A;"] {
            let tree = file.parse(text, Kept::OfSerde).expect("parses");
            let location = file.location(crate::source::spans::span_of(&tree.items[0]));
            assert_eq!(text[location.range].split(' ').next(), Some("struct"), "{text:?}");
        }
    }

    #[test]
    fn a_syntax_error_has_its_range() {
        let file = SourceFile { path: Path::new("main.rs").into(), parent: None };
        let range = |text: &str| {
            let problem = file.parse(text, Kept::OfSerde).err().expect("does not parse").remove(0);
            problem.location.expect("has a location").range
        };
        assert_eq!(range("struct A = 1;"), 9..10);
        assert_eq!(range("struct"), 6..6);
    }
}
