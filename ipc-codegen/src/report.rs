//! Problems with the input, and how they are rendered: in the manner of rustc.

use std::cmp::{max, min};
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

/// One problem, with its location if it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The stable name of the rule, such as `unmapped-type`.
    pub code: &'static str,
    /// What is wrong, in one line: lower case, no full stop.
    pub message: String,
    /// How to fix it, a line each.
    pub help: Vec<String>,
    /// The tokens that it is about.
    pub location: Option<Location>,
    /// Further locations that explain it, each with a label, such as the first of two duplicates.
    pub related: Vec<(Location, String)>,
}

/// A byte range in a source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub file: Arc<Path>,
    /// Byte offsets into the file's text.
    pub range: Range<usize>,
}

impl Problem {
    /// A problem without a location.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            help: Vec::new(),
            location: None,
            related: Vec::new(),
        }
    }

    /// Adds a line that says how to fix it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Sets the tokens that it is about.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    /// Adds a further location that explains it.
    #[must_use]
    pub fn related(mut self, location: Location, label: impl Into<String>) -> Self {
        self.related.push((location, label.into()));
        self
    }
}

/// Each problem once, in an order that does not depend on which thread found it.
pub(crate) fn sorted(mut problems: Vec<Problem>) -> Vec<Problem> {
    let key = |location: &Location| {
        let Location { file, range } = location;
        (Arc::clone(file), range.start, range.end)
    };
    problems.sort_by_cached_key(|problem| {
        let Problem { location, code, message, help, related } = problem;
        let related = related.iter().map(|(location, label)| (key(location), label.clone()));
        let related: Vec<_> = related.collect();
        (location.as_ref().map(key), *code, message.clone(), help.clone(), related)
    });
    problems.dedup();
    problems
}

/// Whether the rendered text has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// With the escape sequences of a terminal.
    Coloured,
}

/// The text of all problems of a run, sorted by file and position, and a last line that counts
/// them; empty if there are none.
///
/// Reads the sources again. If a file is gone by then its snippet is left out; if it has changed, the
/// snippet may show the wrong lines.
#[must_use]
pub fn render(problems: &[Problem], style: Style) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let mut text = render_all(problems, &Level::ERROR, style);
    let count = match problems.len() {
        1 => "could not generate because of 1 error".to_owned(),
        count => format!("could not generate because of {count} errors"),
    };
    text += &renderer(style).render(&[Group::with_title(Level::ERROR.primary_title(count))]);
    text.push('\n');
    text
}

/// The text of all warnings of a run, as [`render`] has that of problems, without a last line.
#[must_use]
pub fn render_warnings(warnings: &[Problem], style: Style) -> String {
    render_all(warnings, &Level::WARNING, style)
}

fn renderer(style: Style) -> Renderer {
    match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    }
}

fn render_all(problems: &[Problem], level: &Level<'_>, style: Style) -> String {
    let renderer = renderer(style);
    let mut problems: Vec<&Problem> = problems.iter().collect();
    problems.sort_by_key(|problem| {
        problem
            .location
            .as_ref()
            .map(|location| (&location.file, location.range.start, location.range.end))
    });
    let sources = read_sources(&problems);
    let mut text = String::new();
    for problem in &problems {
        text += &renderer.render(&[group(problem, level, &sources)]);
        text += "\n\n";
    }
    text
}

/// The texts of the files that the problems name; `None` for those that cannot be read.
type Sources<'a> = BTreeMap<&'a Path, Option<String>>;

fn read_sources<'a>(problems: &[&'a Problem]) -> Sources<'a> {
    let mut sources = Sources::new();
    for problem in problems {
        let related = problem.related.iter().map(|(location, _)| location);
        for Location { file, .. } in problem.location.iter().chain(related) {
            sources.entry(file).or_insert_with(|| fs::read_to_string(file).ok());
        }
    }
    sources
}

fn group<'a>(problem: &'a Problem, level: &Level<'a>, sources: &'a Sources<'_>) -> Group<'a> {
    let mut files: Vec<(&Path, Vec<Mark<'a>>)> = Vec::new();
    let primary = problem.location.iter().map(|location| (location, None));
    let related = problem.related.iter().map(|(location, label)| (location, Some(label.as_str())));
    for (Location { file, range }, label) in primary.chain(related) {
        let mark = Mark { range, label };
        match files.iter_mut().find(|(other, _)| *other == &**file) {
            Some((_, marks)) => marks.push(mark),
            None => files.push((file, vec![mark])),
        }
    }
    level
        .clone()
        .primary_title(&problem.message)
        .id(problem.code)
        .elements(files.into_iter().map(|(file, marks)| match &sources[file] {
            Some(source) => snippet(file, source, &marks),
            None => Origin::path(shown(file)).into(),
        }))
        .elements(problem.help.iter().map(|help| Level::HELP.message(help)))
}

/// A range to underline, with a label if it is related.
struct Mark<'a> {
    range: &'a Range<usize>,
    label: Option<&'a str>,
}

/// The lines from the first mark to the last. The renderer would walk over the whole text.
fn snippet<'a>(file: &Path, source: &'a str, marks: &[Mark<'a>]) -> Element<'a> {
    let ranges: Vec<_> = marks.iter().map(|mark| clamp(mark.range, source)).collect();
    let first = ranges.iter().fold(source.len(), |first, range| min(first, range.start));
    let last = ranges.iter().fold(first, |last, range| max(last, range.end));
    let start = source[..first].rfind('\n').map_or(0, |newline| newline + 1);
    let end = source[last..].find('\n').map_or(source.len(), |newline| last + newline + 1);
    Snippet::source(&source[start..end])
        .path(shown(file))
        .line_start(1 + source[..start].matches('\n').count())
        .annotations(marks.iter().zip(ranges).map(|(mark, range)| {
            let kind = match mark.label {
                None => AnnotationKind::Primary,
                Some(_) => AnnotationKind::Context,
            };
            kind.span(range.start - start..range.end - start).label(mark.label)
        }))
        .into()
}

/// The range, limited to `source` and to character boundaries.
fn clamp(range: &Range<usize>, source: &str) -> Range<usize> {
    let boundary = |at| (0..=min(at, source.len())).rfind(|&at| source.is_char_boundary(at));
    let start = boundary(range.start).unwrap_or(0);
    start..boundary(range.end).map_or(start, |end| max(start, end))
}

/// The path of a file or a folder relative to the current folder, unless that is longer.
#[must_use]
pub fn shown(file: &Path) -> String {
    let whole = file.strip_prefix(".").unwrap_or(file).display().to_string();
    let Ok(here) = env::current_dir() else { return whole };
    if !file.is_absolute() {
        return whole;
    }
    let shared = here.components().zip(file.components()).take_while(|(a, b)| a == b).count();
    let up = here.components().skip(shared).map(|_| Component::ParentDir);
    let relative: PathBuf = up.chain(file.components().skip(shared)).collect();
    let relative = relative.display().to_string();
    if relative.len() < whole.len() { relative } else { whole }
}
