//! Tests the errors that only `ipc-codegen` can find: errors in types, and across traits. `BLESS=1` writes
//! the expected errors.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use ipc_codegen::report::{self, Style};
use ipc_codegen::{Input, compile};

#[test]
fn the_compiler_prints_the_expected_errors() {
    let is_blessing = env::var_os("BLESS").is_some();
    let mut differences = Vec::new();
    for fixture in fixtures() {
        let input = Input { paths: vec![root_of(&fixture)], ..Input::default() };
        let problems = compile(&input).expect_err("the fixture has a mistake");
        let rendered = report::render(&problems, Style::Plain);
        let expected = fixture.with_extension("stderr");
        if is_blessing {
            fs::write(&expected, &rendered).unwrap();
        } else if fs::read_to_string(&expected).ok().as_ref() != Some(&rendered) {
            differences.push(format!("{}:\n{rendered}", expected.display()));
        }
    }
    assert!(
        differences.is_empty(),
        "the errors differ from the expected errors; BLESS=1 writes them:\n\n{}",
        differences.join("\n")
    );
}

/// The fixtures: each `.rs` file, and each folder with a `lib.rs`.
fn fixtures() -> Vec<PathBuf> {
    let entries = fs::read_dir("compiler-fail").unwrap();
    let mut fixtures: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    fixtures.retain(|path| path.extension().is_none_or(|extension| extension == "rs"));
    fixtures.sort();
    fixtures
}

fn root_of(fixture: &Path) -> PathBuf {
    if fixture.is_dir() { fixture.join("lib.rs") } else { fixture.to_owned() }
}
