//! One source file: its path, its syntax tree, and places in it.

use std::ops::Range;
use std::path::PathBuf;
use std::rc::Rc;

use ipc_syntax::{Diagnostic, SpanRange};
use proc_macro2::Span;
use quote::ToTokens;

use super::bodies::without_bodies;
use crate::codes;
use crate::report::{Place, Problem};

/// The file that a run of tokens comes from. Spans do not know it, so whoever holds tokens holds
/// their file too.
#[derive(Debug)]
pub(crate) struct SourceFile {
    pub(crate) path: PathBuf,
    /// The file whose `mod` led here.
    pub(crate) parent: Option<Rc<SourceFile>>,
}

impl SourceFile {
    /// The place of all of `tokens`.
    pub(crate) fn place(&self, tokens: impl ToTokens) -> Place {
        self.place_of(SpanRange::of(tokens))
    }

    /// The place of one token, or of a run of them.
    pub(crate) fn place_of(&self, span: impl Into<SpanRange>) -> Place {
        let SpanRange { start, end } = span.into();
        let start = start.byte_range().start;
        Place { file: self.path.clone(), range: start..end.byte_range().end.max(start) }
    }

    /// A problem at a place in this file.
    pub(crate) fn problem(
        &self,
        code: &'static str,
        tokens: impl ToTokens,
        message: impl Into<String>,
    ) -> Problem {
        Problem::new(code, message).at(self.place(tokens))
    }

    /// The problem that a diagnostic about tokens of this file is.
    pub(crate) fn diagnosed(&self, diagnostic: Diagnostic) -> Problem {
        Problem {
            code: diagnostic.code,
            message: diagnostic.message,
            help: diagnostic.help,
            place: Some(self.place_of(diagnostic.span)),
            related: Vec::new(),
        }
    }

    /// Parses the file's text, but for the bodies of functions; spans of the tree are offsets into
    /// the text.
    pub(crate) fn parse(&self, text: &str) -> Result<syn::File, Vec<Problem>> {
        syn::parse_str(&without_bodies(&without_prefix(text))).map_err(|error| {
            let mut problems = Vec::new();
            for error in error {
                let range = error_range(error.span(), text);
                let message = error.to_string();
                problems.push(
                    Problem::new(codes::SYNTAX, message)
                        .at(Place { file: self.path.clone(), range }),
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
        let file = SourceFile { path: PathBuf::from("main.rs"), parent: None };
        for text in ["struct A;", "\u{feff}struct A;", "#!/bin/x\nstruct A;", "#![x]\nstruct A;"] {
            let tree = file.parse(text).expect("parses");
            let place = file.place(&tree.items[0]);
            assert_eq!(text[place.range].split(' ').next(), Some("struct"), "{text:?}");
        }
    }

    #[test]
    fn errors_have_their_range() {
        let file = SourceFile { path: PathBuf::from("main.rs"), parent: None };
        let at = |text: &str| {
            let problem = file.parse(text).err().expect("does not parse").remove(0);
            problem.place.expect("has a place").range
        };
        assert_eq!(at("struct A = 1;"), 9..10);
        assert_eq!(at("struct"), 6..6);
    }
}
