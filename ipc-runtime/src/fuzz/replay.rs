//! Checks the corpus of the fuzz targets, and changes of it, without a fuzzer.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;

use super::frames::check_frames;
use super::values::check_values;

/// The inputs of a fuzz target that are in the repository.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder).expect("the corpus is in the repository");
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} is empty", folder.display());
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

/// A change of an input.
#[derive(Debug, Clone)]
enum Change {
    Truncate(Index),
    Byte(Index, u8),
    Drop(Index),
    Repeat(Index),
    /// Inserts a line of another input.
    Graft(Index, Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        1 => any::<Index>().prop_map(Change::Truncate),
        3 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        3 => any::<Index>().prop_map(Change::Drop),
        3 => any::<Index>().prop_map(Change::Repeat),
        5 => any::<(Index, Index, Index)>().prop_map(|(at, of, line)| Change::Graft(at, of, line)),
    ]
}

impl Change {
    fn apply(&self, input: &mut Vec<u8>, corpus: &[Vec<u8>]) {
        if input.is_empty() {
            return;
        }
        let mut lines: Vec<Vec<u8>> =
            input.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        match self {
            Self::Truncate(at) => return input.truncate(at.index(input.len())),
            Self::Byte(at, byte) => {
                let at = at.index(input.len());
                input[at] = *byte;
                return;
            }
            Self::Drop(at) => {
                lines.remove(at.index(lines.len()));
            }
            Self::Repeat(at) => {
                let at = at.index(lines.len());
                lines.insert(at, lines[at].clone());
            }
            Self::Graft(at, of, line) => {
                let from: Vec<&[u8]> =
                    of.get(corpus).split_inclusive(|byte| *byte == b'\n').collect();
                if !from.is_empty() {
                    lines.insert(at.index(lines.len()), line.get(&from).to_vec());
                }
            }
        }
        *input = lines.concat();
    }
}

/// Checks the corpus, and changes of it from a fixed seed.
fn replay(target: &str, cases: u32, check: fn(&[u8])) {
    let corpus = corpus(target);
    for input in &corpus {
        check(input);
    }
    let config = ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let changed = (any::<Index>(), prop::collection::vec(change(), 1..6));
    proptest!(config, |((of, changes) in changed)| {
        let mut input = of.get(&corpus).clone();
        for change in changes {
            change.apply(&mut input, &corpus);
        }
        check(&input);
    });
}

#[test]
fn every_call_of_a_hostile_page_is_answered_once() {
    replay("frames", 2000, check_frames);
}

#[test]
fn every_value_survives_a_round_trip() {
    replay("values", 8000, check_values);
}
