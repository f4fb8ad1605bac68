//! The list in `serde_suite.txt`: the fixtures for each case of serde's own test suite.
//!
//! In files that assert what serde writes and reads, a case is a test function. In files that only have to
//! compile, a case is a type that derives serde's traits.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, Group as Tokens, TokenStream, TokenTree};

use crate::error::Result;
use crate::fixture::Group;

/// A line of the list.
pub(crate) struct Case<'a> {
    name: &'a str,
    /// Empty if the case has no values in JSON.
    pub(crate) fixtures: Vec<&'a str>,
}

const LIST: &str = include_str!("../serde_suite.txt");

/// All listed cases.
pub(crate) fn cases() -> Result<Vec<Case<'static>>> {
    let lines = LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, fixtures) = line.split_once("  ").ok_or_else(|| {
                format!(
                    "serde_suite.txt: `{line}` must be a case, two spaces, and its fixtures or `- ` \
                     and a reason"
                )
            })?;
            let fixtures = match fixtures.strip_prefix("- ") {
                Some(_) => Vec::new(),
                None => fixtures.split(", ").collect(),
            };
            Ok(Case { name, fixtures })
        })
        .collect()
}

/// Checks that the list names only existing fixtures, and every fixture in the `serde_` modules.
pub(crate) fn check(groups: &[Group]) -> Result<()> {
    let cases = cases()?;
    let listed: BTreeSet<&str> =
        cases.iter().flat_map(|case| case.fixtures.iter().copied()).collect();
    let names = |group: &Group| -> Vec<String> {
        group.fixtures.iter().map(|fixture| fixture.name.clone()).collect()
    };
    let all: BTreeSet<String> = groups.iter().flat_map(names).collect();
    let unknown = listed.iter().filter(|name| !all.contains(**name)).map(|name| {
        format!("serde_suite.txt names `{name}`, which is not a fixture: add the fixture or correct the name")
    });
    let serde = groups.iter().filter(|group| group.name.starts_with("serde_"));
    let unlisted = serde.flat_map(names).filter(|name| !listed.contains(name.as_str()));
    let unlisted = unlisted.map(|name| {
        format!(
            "serde_suite.txt does not name `{name}`: add it to its case, or move it to a module \
             whose name does not start with `serde_`"
        )
    });
    fail(&unknown.chain(unlisted).collect::<Vec<_>>())
}

/// Checks that the list has exactly the cases of serde's folder `test_suite/tests`.
pub fn compare(folder: &Path) -> Result<()> {
    let mut found = BTreeSet::new();
    collect(folder, "", &mut found)?;
    let cases = cases()?;
    let listed: BTreeSet<&str> = cases.iter().map(|case| case.name).collect();
    let missing = found.iter().filter(|name| !listed.contains(name.as_str()));
    let missing = missing.map(|name| format!("serde_suite.txt lacks `{name}`: add its line"));
    let removed = listed.iter().filter(|name| !found.contains(**name));
    let removed = removed.map(|name| format!("serde has no case `{name}`: remove its line"));
    fail(&missing.chain(removed).collect::<Vec<_>>())
}

fn fail(problems: &[String]) -> Result<()> {
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n").into()) }
}

/// Adds the cases of the files of a folder.
fn collect(folder: &Path, path: &str, found: &mut BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?.path();
        let name = entry.file_stem().unwrap_or_default().to_string_lossy();
        let path = if name == "mod" { path.to_owned() } else { format!("{path}{name}::") };
        // The files in `ui` do not compile.
        if entry.is_dir() && name != "ui" {
            collect(&entry, &path, found)?;
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&entry)?;
            let asserts = text.contains("serde_test::");
            let tokens = text.parse().map_err(|error| format!("`{}`: {error}", entry.display()))?;
            visit(tokens, &path, asserts, found);
        }
    }
    Ok(())
}

/// Adds the cases in a token stream, including the bodies of functions and macros.
fn visit(tokens: TokenStream, path: &str, asserts: bool, found: &mut BTreeSet<String>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut is_case = false;
    let mut module = None;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                if let Some(TokenTree::Group(attr)) = tokens.next_if(is_group) {
                    is_case |= marks_case(&attr, asserts);
                }
            }
            TokenTree::Ident(keyword) => {
                let Some(TokenTree::Ident(name)) = tokens.peek() else { continue };
                match (keyword.to_string().as_str(), asserts) {
                    ("mod", _) => module = Some(format!("{path}{name}::")),
                    ("fn", true) | ("struct" | "enum", false) if is_case => {
                        found.insert(format!("{path}{name}"));
                        is_case = false;
                    }
                    _ => {}
                }
            }
            TokenTree::Group(group) => {
                let is_body = group.delimiter() == Delimiter::Brace;
                let module = module.take_if(|_| is_body);
                visit(group.stream(), module.as_deref().unwrap_or(path), asserts, found);
            }
            _ => {}
        }
    }
}

fn is_group(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(_))
}

/// Whether an attribute marks a case: `#[test]`, or a derive of one of serde's traits.
fn marks_case(attr: &Tokens, asserts: bool) -> bool {
    let text = attr.stream().to_string();
    if asserts {
        return text == "test";
    }
    text.starts_with("derive") && (text.contains("Serialize") || text.contains("Deserialize"))
}
