//! Serde's own test suite: which fixtures have the shapes and the values of each of its cases.
//!
//! `serde_suite.txt` lists them. A case is a test of a file that asserts what serde writes and
//! reads; of a file that asserts only what compiles it is a type that derives serde's traits.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, Group as Tokens, TokenStream, TokenTree};

use crate::Result;
use crate::fixture::Group;

/// A line of the list.
pub(crate) struct Case<'a> {
    name: &'a str,
    /// None, if JSON has no values of it.
    pub(crate) fixtures: Vec<&'a str>,
}

const LIST: &str = include_str!("../serde_suite.txt");

/// Every case that is listed.
pub(crate) fn cases() -> Result<Vec<Case<'static>>> {
    let lines = LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, what) = line.split_once("  ").ok_or_else(|| {
                format!(
                    "serde_suite.txt: `{line}` must be a case, two spaces, and its fixtures or `- ` \
                     and why it has none"
                )
            })?;
            let fixtures = match what.strip_prefix("- ") {
                Some(_) => Vec::new(),
                None => what.split(", ").collect(),
            };
            Ok(Case { name, fixtures })
        })
        .collect()
}

/// That the list and the fixtures know each other.
pub(crate) fn check(groups: &[Group]) -> Result<()> {
    let cases = cases()?;
    let listed: BTreeSet<&str> =
        cases.iter().flat_map(|case| case.fixtures.iter().copied()).collect();
    let names = |group: &Group| -> Vec<String> {
        group.fixtures.iter().map(|fixture| fixture.name.clone()).collect()
    };
    let all: BTreeSet<String> = groups.iter().flat_map(names).collect();
    let unknown = listed.iter().filter(|name| !all.contains(**name)).map(|name| {
        format!("serde_suite.txt names `{name}`, which is no fixture: write it, or mend the name")
    });
    let serde = groups.iter().filter(|group| group.name.starts_with("serde_"));
    let unlisted = serde.flat_map(names).filter(|name| !listed.contains(name.as_str()));
    let unlisted = unlisted.map(|name| {
        format!(
            "serde_suite.txt does not name `{name}`: add it to its case, or move it to a module \
             that is not serde's"
        )
    });
    fail(&unknown.chain(unlisted).collect::<Vec<_>>())
}

/// That the list has every case of a folder `test_suite/tests` of serde's, and no other.
pub(crate) fn compare(folder: &Path) -> Result<()> {
    let mut found = BTreeSet::new();
    collect(folder, "", &mut found)?;
    let cases = cases()?;
    let listed: BTreeSet<&str> = cases.iter().map(|case| case.name).collect();
    let missing = found.iter().filter(|name| !listed.contains(name.as_str()));
    let missing = missing.map(|name| format!("serde_suite.txt lacks `{name}`: add its line"));
    let gone = listed.iter().filter(|name| !found.contains(**name));
    let gone = gone.map(|name| format!("serde has no case `{name}`: remove its line"));
    fail(&missing.chain(gone).collect::<Vec<_>>())
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
        // What is in `ui` does not compile.
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

/// Adds the cases among tokens: bodies of functions and of macros have some, too.
fn visit(tokens: TokenStream, path: &str, asserts: bool, found: &mut BTreeSet<String>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut is_case = false;
    let mut module = None;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                if let Some(TokenTree::Group(attr)) = tokens.next_if(is_group) {
                    is_case |= marks(&attr, asserts);
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

/// Whether an attribute stands before a case: `#[test]`, or that derives one of serde's traits.
fn marks(attr: &Tokens, asserts: bool) -> bool {
    let text = attr.stream().to_string();
    if asserts {
        return text == "test";
    }
    text.starts_with("derive") && (text.contains("Serialize") || text.contains("Deserialize"))
}
