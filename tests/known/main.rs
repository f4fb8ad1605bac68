//! Tests of the table of known types: values of each type cross the runtime's wire, and are checked
//! against the schema type.

mod adapters;
mod buffered;
mod cases;
mod crates;
mod enum_sets;
mod fit;
mod fixtures;
mod flags;
mod methods;
mod page;
mod std_types;
mod with;

use ipc_codegen::known::{Known, KnownShape, TABLE};

use self::cases::Seen;

#[test]
fn every_known_type_matches_the_table() {
    let mut seen = Seen::new();
    std_types::check(&mut seen);
    crates::check(&mut seen);
    enum_sets::check(&mut seen);
    let is_end = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_');
    let is_seen = |path: &str| {
        seen.iter()
            .any(|ty| ty.match_indices(path).any(|(start, _)| is_end(&ty[start + path.len()..])))
    };
    // A stream has no values of its own.
    let is_value = |known: &&Known| !matches!(known.shape, KnownShape::Stream(_));
    let paths = TABLE.iter().filter(is_value).flat_map(|known| known.paths);
    let missing: Vec<_> = paths.filter(|path| !is_seen(path)).collect();
    assert!(missing.is_empty(), "these types have no test: {missing:?}");
}
