//! How problems look, and that no source and no range upsets the renderer.

use std::fs;
use std::ops::Range;
use std::path::Path;

use ipc_codegen::report::{Location, Problem, Style, render};

fn location(file: &Path, range: Range<usize>) -> Location {
    Location { file: file.into(), range }
}

fn problem(message: &str, location: Option<Location>) -> Problem {
    Problem { location, ..Problem::new("some-rule", message) }
}

#[test]
fn a_problem_underlines_its_tokens_and_shows_related_places_and_help() {
    let folder = tempfile::tempdir().unwrap();
    let (api, other) = (folder.path().join("api.rs"), folder.path().join("other.rs"));
    fs::write(&api, "trait A {\n    #[send(\"x\")]\n    fn a(&self);\n\n    fn b();\n}\n").unwrap();
    fs::write(&other, "#[send(\"x\")]\n").unwrap();
    let mut duplicate =
        problem("channel `x` is declared twice", Some(location(&api, 21..24))).help("rename one");
    duplicate.related.push((location(&other, 7..10), "first declared here".into()));
    duplicate.related.push((location(&api, 52..53), "and this is `b`".into()));

    let expected = format!(
        r#"error[some-rule]: channel `x` is declared twice
 --> {api}:2:12
  |
2 |     #[send("x")]
  |            ^^^
...
5 |     fn b();
  |        - and this is `b`
  |
 ::: {other}:1:8
  |
1 | #[send("x")]
  |        --- first declared here
  |
  = help: rename one

error: could not generate because of 1 error
"#,
        api = api.display(),
        other = other.display(),
    );
    assert_eq!(render(&[duplicate], Style::Plain), expected);
}

#[test]
fn problems_are_sorted_by_file_and_position() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a.rs"), folder.path().join("b.rs"));
    fs::write(&a, "one\ntwo\n").unwrap();
    fs::write(&b, "three\n").unwrap();
    let text = render(
        &[
            problem("fourth", Some(location(&b, 0..5))),
            problem("third", Some(location(&a, 4..7))),
            problem("first", None),
            problem("second", Some(location(&a, 0..3))),
        ],
        Style::Plain,
    );
    let order = ["first", "second", "third", "fourth"].map(|message| text.find(message));
    assert!(order.is_sorted() && order[0].is_some(), "{text}");
    assert!(text.ends_with("\n\nerror: could not generate because of 4 errors\n"), "{text}");
}

#[test]
fn nothing_is_said_about_no_problem() {
    assert_eq!(render(&[], Style::Coloured), "");
}

#[test]
fn only_the_coloured_style_has_escapes() {
    let problems = [problem("wrong", None)];
    assert!(render(&problems, Style::Coloured).contains('\u{1b}'));
    assert!(!render(&problems, Style::Plain).contains('\u{1b}'));
}

#[test]
fn files_below_the_current_folder_are_shown_relative_to_it() {
    let file = std::env::current_dir().unwrap().join("tests/report.rs");
    let text = render(&[problem("wrong", Some(location(&file, 0..3)))], Style::Plain);
    assert!(text.contains("\n --> tests/report.rs:1:1\n"), "{text}");
}

#[test]
fn a_file_that_is_gone_is_named() {
    let text =
        render(&[problem("wrong", Some(location(Path::new("gone.rs"), 3..9)))], Style::Plain);
    assert!(text.contains("\n--> gone.rs\n"), "{text}");
}

#[test]
fn wide_characters_and_tabs_are_underlined_in_their_width() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wide.rs");
    fs::write(&file, "\tfn 你好(é: A);\r\n").unwrap();
    let text = render(&[problem("wrong", Some(location(&file, 4..10)))], Style::Plain);
    assert!(text.contains("1 |     fn 你好(é: A);\n  |        ^^^^\n"), "{text}");
}

#[test]
fn no_range_in_no_source_panics() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("odd.rs");
    for source in [
        "",
        "\n",
        "\r\n",
        "\r",
        "\n\n\n",
        "a",
        "a\n",
        "a\r\nb\r\n",
        "\ta\tb\n\tc",
        "你好\né\u{301}\u{200b}\n👩‍👩‍👧",
        "\u{feff}a\u{2028}b\u{0}c\u{1b}[31md\n",
        "a\n\n\n\n\n\n\n\n\n\nb",
    ] {
        fs::write(&file, source).unwrap();
        let past = source.len() + 3;
        let mut problems = Vec::new();
        for start in (0..past).chain([usize::MAX]) {
            for end in (0..past).chain([usize::MAX]) {
                let mut odd = problem("odd", Some(location(&file, start..end)));
                odd.related.push((location(&file, end..start), "related".into()));
                problems.push(odd);
            }
        }
        assert!(!render(&problems, Style::Coloured).is_empty());
    }
}

#[test]
fn a_source_that_is_not_utf8_has_no_snippet() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("latin1.rs");
    fs::write(&file, b"// caf\xe9\n").unwrap();
    let text = render(&[problem("wrong", Some(location(&file, 0..2)))], Style::Plain);
    assert!(text.contains("latin1.rs") && !text.contains("caf"), "{text}");
}
