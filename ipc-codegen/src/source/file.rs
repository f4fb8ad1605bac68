//! One source file: its path, locations in it, and its syntax tree.

use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use ipc_syntax::{Diagnostic, too_deep};

use super::bodies::{unbalanced, without_bodies};
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
    /// The length of its text, once it was parsed.
    length: OnceLock<usize>,
    /// The files that `include!` names in it. Their spans come after those of its own text.
    included: Mutex<Vec<Included>>,
}

/// A file whose text belongs to another one.
#[derive(Debug)]
struct Included {
    path: Arc<Path>,
    /// The spans of its tokens in the other file.
    range: Range<usize>,
}

impl SourceFile {
    pub(super) fn new(path: &Path, parent: Option<Arc<Self>>) -> Self {
        let (length, included) = (OnceLock::new(), Mutex::default());
        Self { path: path.into(), parent, length, included }
    }

    /// The location of a span in this file.
    pub(crate) fn location(&self, span: Span) -> Location {
        let range = span.start as usize..span.end as usize;
        let included = self.included();
        match included.iter().rev().find(|it| it.range.start <= range.start) {
            Some(Included { path, range: Range { start, .. } }) => {
                let range = range.start - start..range.end.saturating_sub(*start);
                Location { file: Arc::clone(path), range }
            }
            None => Location { file: Arc::clone(&self.path), range },
        }
    }

    fn included(&self) -> MutexGuard<'_, Vec<Included>> {
        self.included.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its path, and those of the files that it includes.
    pub(super) fn paths(&self) -> Vec<Arc<Path>> {
        let included = self.included();
        let included = included.iter().map(|it| Arc::clone(&it.path));
        std::iter::once(Arc::clone(&self.path)).chain(included).collect()
    }

    /// Parses the text of another file, whose items become items of this one.
    pub(super) fn include(&self, path: &Path, text: &str) -> Result<syn::File, Vec<Problem>> {
        let mut included = self.included();
        let last = included.last().map(|last| last.range.end);
        // An empty span may be at the end of a text.
        let start = last.or(self.length.get().copied()).unwrap_or_default() + 1;
        included.push(Included { path: path.into(), range: start..start + text.len() });
        drop(included);
        let padded = " ".repeat(start) + &without_prefix(text);
        self.parse_text(&padded)
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

    /// Parses the file's text without the bodies of functions. The tree's spans are offsets into the
    /// text.
    pub(super) fn parse(&self, text: &str) -> Result<syn::File, Vec<Problem>> {
        self.length.get_or_init(|| text.len());
        self.parse_text(&without_prefix(text))
    }

    fn parse_text(&self, text: &str) -> Result<syn::File, Vec<Problem>> {
        let location = |range: Range<usize>| {
            let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
            self.location(Span { start: offset(range.start), end: offset(range.end) })
        };
        let without = without_bodies(text).map_err(|range| {
            let Diagnostic { code, message, help, .. } = too_deep(proc_macro2::Span::call_site());
            let location = Some(location(range));
            vec![Problem { code, message, help, location, related: Vec::new() }]
        })?;
        syn::parse_str(&without).map_err(|error| {
            if let Some((message, range)) = unbalanced(text) {
                let location = Location { file: Arc::clone(&self.path), range };
                return vec![Problem::new(codes::SYNTAX, message).at(location)];
            }
            let mut problems = Vec::new();
            for error in error {
                let range = error_range(error.span(), text);
                let message = error.to_string();
                problems.push(Problem::new(codes::SYNTAX, message).at(location(range)));
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
        let file = SourceFile::new(Path::new("main.rs"), None);
        for text in ["struct A;", "\u{feff}struct A;", "#!/bin/x\nstruct A;", "#![x]\nstruct A;"] {
            let tree = file.parse(text).expect("parses");
            let location = file.location(crate::source::spans::span_of(&tree.items[0]));
            assert_eq!(text[location.range].split(' ').next(), Some("struct"), "{text:?}");
        }
    }

    #[test]
    fn a_syntax_error_has_its_range() {
        let file = SourceFile::new(Path::new("main.rs"), None);
        let range = |text: &str| {
            let problem = file.parse(text).err().expect("does not parse").remove(0);
            problem.location.expect("has a location").range
        };
        assert_eq!(range("struct A = 1;"), 9..10);
        assert_eq!(range("struct"), 6..6);
    }
}
