//! Checks that the conformance fixtures have every known type, so that its values cross both doors.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ipc_codegen::known::TABLE;
use quote::ToTokens;
use syn::{Item, UseTree};

#[test]
fn every_known_type_is_in_a_fixture() {
    let found =
        paths_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/fixtures/src"));
    let is_found = |path: &str| {
        let name = path.rsplit("::").next().unwrap_or(path);
        let is_bare = PRELUDE.iter().any(|module| path.starts_with(module));
        found.contains(path) || is_bare && found.contains(name)
    };
    let missing: Vec<_> = TABLE
        .iter()
        .filter(|known| known.is_data())
        .filter(|known| !known.paths.iter().any(|path| is_found(path)))
        .map(|known| known.paths)
        .collect();
    assert!(missing.is_empty(), "these types are in no fixture: {missing:?}");
}

/// The modules of the types that need no path.
const PRELUDE: &[&str] = &[
    "std::boxed::",
    "std::option::",
    "std::primitive::",
    "std::result::",
    "std::string::",
    "std::vec::",
];

/// The paths in the source files of a folder, imported or written.
fn paths_in(folder: &Path) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("the folder of the fixtures exists") {
        let text = fs::read_to_string(entry.expect("a file").path()).expect("the file is text");
        for item in syn::parse_file(&text).expect("the file is Rust").items {
            match item {
                Item::Use(item) => add_imports(&item.tree, "", &mut paths),
                item => {
                    let text = item.to_token_stream().to_string().replace(" :: ", "::");
                    let is_part = |part: char| part.is_alphanumeric() || "_:".contains(part);
                    paths.extend(text.split(|part| !is_part(part)).map(str::to_owned));
                }
            }
        }
    }
    paths
}

fn add_imports(tree: &UseTree, prefix: &str, paths: &mut BTreeSet<String>) {
    match tree {
        UseTree::Path(path) => {
            add_imports(&path.tree, &format!("{prefix}{}::", path.ident), paths);
        }
        UseTree::Group(group) => {
            group.items.iter().for_each(|tree| add_imports(tree, prefix, paths));
        }
        UseTree::Name(name) => _ = paths.insert(format!("{prefix}{}", name.ident)),
        UseTree::Rename(rename) => _ = paths.insert(format!("{prefix}{}", rename.ident)),
        UseTree::Glob(_) => {}
    }
}
