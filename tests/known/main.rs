//! The table of known types against the types themselves: each of them crosses the runtime's own
//! wire, and what comes out is what the compiler says.

mod buffered;
mod cases;
mod crates;
mod enum_sets;
mod fit;
mod fixtures;
mod flags;
mod page;
mod std_types;
mod with;

use std::collections::BTreeSet;

use ipc_codegen::known::TABLE;

/// The types that a test has put to the wire, as they are written there.
type Seen = BTreeSet<String>;

#[test]
fn every_known_type_is_what_the_table_says() {
    let mut seen = Seen::new();
    std_types::check(&mut seen);
    crates::check(&mut seen);
    enum_sets::check(&mut seen);
    let is_end = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_');
    let is_seen = |path: &str| {
        seen.iter().any(|ty| ty.match_indices(path).any(|(at, _)| is_end(&ty[at + path.len()..])))
    };
    let paths = TABLE.iter().flat_map(|known| known.paths);
    let missing: Vec<_> = paths.filter(|path| !is_seen(path)).collect();
    assert!(missing.is_empty(), "no test puts these to the wire: {missing:?}");
}
