//! Tests the errors of `#[ipc_api]`, and the errors of `ipc-codegen` for the same files.
//!
//! The macro cannot see the mistakes in `compile-fail/types`. rustc itself reports them.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ipc_codegen::report::Problem;
use ipc_codegen::{Input, compile};

/// The version of rustc for the messages in `compile-fail/types`. Other versions have other messages.
const RUSTC: &str = "rustc 1.95.";

#[test]
fn rustc_prints_the_expected_errors() {
    let version = Command::new("rustc").arg("--version").output().unwrap();
    let is_pinned = String::from_utf8_lossy(&version.stdout).starts_with(RUSTC);
    let cases = trybuild::TestCases::new();
    for fixture in fixtures() {
        if is_pinned || !is_found_by_rustc(&fixture) {
            cases.compile_fail(fixture);
        }
    }
}

#[test]
fn the_compiler_prints_the_same_errors_for_the_same_tokens() {
    for fixture in fixtures().iter().filter(|fixture| !is_found_by_rustc(fixture)) {
        let source = fs::read_to_string(fixture).unwrap();
        let mut printed = read_stderr(&fs::read_to_string(stderr_of(fixture)).unwrap(), &source);
        let input = Input { paths: vec![fixture.clone()], ..Input::default() };
        let problems = compile(&input).expect_err("the fixture has a mistake");
        let mut reported: Vec<_> =
            problems.iter().map(|problem| read_problem(problem, &source)).collect();
        printed.sort();
        reported.sort();
        let [printed, reported]: [String; 2] =
            [printed, reported].map(|errors| errors.iter().map(PrintedError::to_string).collect());
        assert_eq!(printed, reported, "{}: left: rustc, right: the compiler", fixture.display());
    }
}

#[test]
fn a_rejected_trait_causes_no_further_errors() {
    for fixture in fixtures() {
        let stderr = fs::read_to_string(stderr_of(&fixture)).unwrap();
        let is_own = |line: &str| {
            let code = line.rsplit_once(" [").and_then(|(_, code)| code.strip_suffix(']'));
            code.is_some_and(|code| ipc_syntax::codes::ALL.contains(&code))
        };
        let heads =
            stderr.lines().filter(|line| line.starts_with("error") || line.starts_with("warning"));
        for head in heads {
            assert_eq!(is_own(head), !is_found_by_rustc(&fixture), "{}: {head}", fixture.display());
        }
    }
}

#[test]
fn every_code_has_a_fixture() {
    let printed: String =
        fixtures().iter().map(|it| fs::read_to_string(stderr_of(it)).unwrap()).collect();
    for code in ipc_syntax::codes::ALL {
        assert!(printed.contains(&format!(" [{code}]\n")), "no fixture has the error `{code}`");
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

/// Whether rustc alone finds the mistake, in what the macro has generated.
fn is_found_by_rustc(fixture: &Path) -> bool {
    ["types", "warnings"].iter().any(|folder| fixture.starts_with(format!("compile-fail/{folder}")))
}

fn stderr_of(fixture: &Path) -> PathBuf {
    fixture.with_extension("stderr")
}

/// An error of rustc or of the compiler, for comparison.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct PrintedError {
    /// The line and column of the first underlined character, counted from 1.
    start: (usize, usize),
    underlined: String,
    /// The message with its code, and one line for each help.
    text: String,
}

impl fmt::Display for PrintedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { start: (line, column), underlined, text } = self;
        writeln!(f, "{line}:{column} {underlined:?}\n{text}")
    }
}

fn read_problem(problem: &Problem, source: &str) -> PrintedError {
    let range = problem.location.as_ref().expect("the mistake has a location").range.clone();
    let line_start = source[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let mut text = vec![format!("{} [{}]", problem.message, problem.code)];
    text.extend(problem.help.iter().map(|help| format!("help: {help}")));
    PrintedError {
        start: (
            1 + source[..range.start].matches('\n').count(),
            1 + source[line_start..range.start].chars().count(),
        ),
        underlined: source[range].to_owned(),
        text: text.join("\n"),
    }
}

/// Reads the errors that rustc printed.
fn read_stderr(stderr: &str, source: &str) -> Vec<PrintedError> {
    stderr.split("\nerror: ").map(|error| read_error(error, source)).collect()
}

fn read_error(error: &str, source: &str) -> PrintedError {
    let error = error.strip_prefix("error: ").unwrap_or(error);
    let (text, snippet) = error.split_once("--> ").expect("the error has a location");
    let text: Vec<&str> = text.trim_end().lines().map(str::trim_start).collect();
    let mut snippet = snippet.lines();
    let location = snippet.next().expect("the location ends its line");
    let mut location = location.rsplitn(3, ':').map(str::parse::<usize>);
    let (Some(Ok(column)), Some(Ok(line))) = (location.next(), location.next()) else {
        panic!("no line and column in {error}");
    };
    let (last_line, last_column) = end_of_underline(snippet);
    let start = offset(source, line, column);
    let end = offset(source, last_line, last_column);
    let last = source[end..].chars().next().map_or(0, char::len_utf8);
    PrintedError {
        start: (line, column),
        underlined: source[start..end + last].to_owned(),
        text: text.join("\n"),
    }
}

/// The line and column of the last `^` in a snippet, whose rows are `12 | source` and `| underline`. An
/// underline of several lines makes the margin wider by two characters, and has `|_^` under the last line.
fn end_of_underline<'a>(rows: impl Iterator<Item = &'a str>) -> (usize, usize) {
    let (mut line, mut end) = (0, None);
    for row in rows {
        let Some((margin, row)) = row.split_once('|') else { continue };
        if let Ok(number) = margin.trim().parse() {
            line = number;
        } else if let Some(index) = row.rfind('^') {
            let column = row[..index].chars().count();
            let has_wide_margin = row.trim_start().starts_with('|');
            end = Some((line, if has_wide_margin { column - 2 } else { column }));
        }
    }
    end.expect("the snippet has an underline")
}

fn offset(source: &str, line: usize, column: usize) -> usize {
    let start = source.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
    let before = source[start..].chars().take(column - 1).map(char::len_utf8);
    start + before.sum::<usize>()
}
