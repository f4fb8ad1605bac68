//! Traits that `#[ipc_api]` refuses, and what `ipc-codegen` says to the same files.
//!
//! `compile-fail/types` holds mistakes that the trait alone does not show: those errors are
//! rustc's own.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ipc_codegen::report::Problem;
use ipc_codegen::{Input, compile};

/// The rustc whose wording `compile-fail/types` has; another one has its own.
const RUSTC: &str = "rustc 1.95.";

#[test]
fn rustc_prints_what_is_expected() {
    let version = Command::new("rustc").arg("--version").output().unwrap();
    let is_pinned = String::from_utf8_lossy(&version.stdout).starts_with(RUSTC);
    let cases = trybuild::TestCases::new();
    for fixture in fixtures() {
        if is_pinned || !is_about_types(&fixture) {
            cases.compile_fail(fixture);
        }
    }
}

#[test]
fn the_compiler_says_the_same_of_the_same_tokens() {
    for fixture in fixtures().iter().filter(|fixture| !is_about_types(fixture)) {
        let source = fs::read_to_string(fixture).unwrap();
        let mut printed = read_stderr(&fs::read_to_string(stderr_of(fixture)).unwrap(), &source);
        let input = Input { paths: vec![fixture.clone()], ..Input::default() };
        let problems = compile(&input).expect_err("the fixture is wrong");
        let mut said: Vec<_> = problems.iter().map(|problem| said(problem, &source)).collect();
        printed.sort();
        said.sort();
        let [printed, said] = [printed, said].map(|it| it.iter().map(Said::to_string).collect());
        let [printed, said]: [String; 2] = [printed, said];
        assert_eq!(printed, said, "{}: rustc's, and the compiler's", fixture.display());
    }
}

#[test]
fn rustc_finds_nothing_more_in_what_is_refused() {
    for fixture in fixtures() {
        let stderr = fs::read_to_string(stderr_of(&fixture)).unwrap();
        let is_own = |line: &str| {
            let code = line.rsplit_once(" [").and_then(|(_, code)| code.strip_suffix(']'));
            code.is_some_and(|code| ipc_syntax::codes::ALL.contains(&code))
        };
        let heads =
            stderr.lines().filter(|line| line.starts_with("error") || line.starts_with("warning"));
        for head in heads {
            assert_eq!(is_own(head), !is_about_types(&fixture), "{}: {head}", fixture.display());
        }
    }
}

#[test]
fn every_rule_is_broken_once() {
    let printed: String =
        fixtures().iter().map(|it| fs::read_to_string(stderr_of(it)).unwrap()).collect();
    for code in ipc_syntax::codes::ALL {
        assert!(printed.contains(&format!(" [{code}]\n")), "no fixture breaks `{code}`");
    }
}

fn fixtures() -> Vec<PathBuf> {
    let mut fixtures = Vec::new();
    for folder in fs::read_dir("compile-fail").unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            fixtures.push(file.unwrap().path());
        }
    }
    fixtures.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    fixtures.sort();
    fixtures
}

fn is_about_types(fixture: &Path) -> bool {
    fixture.starts_with("compile-fail/types")
}

fn stderr_of(fixture: &Path) -> PathBuf {
    fixture.with_extension("stderr")
}

/// An error, however it was printed.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    /// Line and column where the underline starts, counted from 1.
    at: (usize, usize),
    underlined: String,
    /// The message with its code, and a line for each help.
    text: String,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at: (line, column), underlined, text } = self;
        writeln!(f, "{line}:{column} {underlined:?}\n{text}")
    }
}

fn said(problem: &Problem, source: &str) -> Said {
    let range = problem.location.as_ref().expect("the mistake has a location").range.clone();
    let line_start = source[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let mut text = vec![format!("{} [{}]", problem.message, problem.code)];
    text.extend(problem.help.iter().map(|help| format!("help: {help}")));
    Said {
        at: (
            1 + source[..range.start].matches('\n').count(),
            1 + source[line_start..range.start].chars().count(),
        ),
        underlined: source[range].to_owned(),
        text: text.join("\n"),
    }
}

/// Reads the errors that rustc printed.
fn read_stderr(stderr: &str, source: &str) -> Vec<Said> {
    stderr.split("\nerror: ").map(|error| read_error(error, source)).collect()
}

fn read_error(error: &str, source: &str) -> Said {
    let error = error.strip_prefix("error: ").unwrap_or(error);
    let (text, snippet) = error.split_once("--> ").expect("the error has a place");
    let text: Vec<&str> = text.trim_end().lines().map(str::trim_start).collect();
    let mut snippet = snippet.lines();
    let place = snippet.next().expect("the place ends its line");
    let mut place = place.rsplitn(3, ':').map(str::parse::<usize>);
    let (Some(Ok(column)), Some(Ok(line))) = (place.next(), place.next()) else {
        panic!("no line and column in {error}");
    };
    let (last_line, last_column) = end_of_underline(snippet);
    let start = offset(source, line, column);
    let end = offset(source, last_line, last_column);
    let last = source[end..].chars().next().map_or(0, char::len_utf8);
    Said {
        at: (line, column),
        underlined: source[start..end + last].to_owned(),
        text: text.join("\n"),
    }
}

/// Line and column of the last `^` of a snippet. Its rows are `12 | source` and `| underline`; a
/// snippet of several lines has a margin of two more characters, with `|_^` under the last.
fn end_of_underline<'a>(rows: impl Iterator<Item = &'a str>) -> (usize, usize) {
    let (mut line, mut end) = (0, None);
    for row in rows {
        let Some((margin, row)) = row.split_once('|') else { continue };
        if let Ok(number) = margin.trim().parse() {
            line = number;
        } else if let Some(at) = row.rfind('^') {
            let column = row[..at].chars().count();
            let is_of_several = row.trim_start().starts_with('|');
            end = Some((line, if is_of_several { column - 2 } else { column }));
        }
    }
    end.expect("something is underlined")
}

fn offset(source: &str, line: usize, column: usize) -> usize {
    let start = source.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
    let before = source[start..].chars().take(column - 1).map(char::len_utf8);
    start + before.sum::<usize>()
}
