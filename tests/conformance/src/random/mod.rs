//! Random fixtures: types with serde attributes, and values of them.
//!
//! A seed always gives the same fixture, and a list of steps shrinks the fixture. Each step removes a
//! field, a variant or an attribute, or simplifies a type. The output need only be valid Rust: the test
//! finds out whether serde supports the type.
//!
//! `proptest` cannot shrink these programs well. rustc, tsc and Electron take as long for fifty programs
//! as for one, so all programs that are one step smaller are tested together, but `proptest` shrinks to
//! one program at a time. A definition depends on earlier definitions. When an earlier one shrinks,
//! `prop_flat_map` generates the later ones anew, which loses the failure.

mod generate;
mod print;
mod program;
mod rng;
mod shrink;

use self::generate::random;
use self::print::print;

/// A module with the fixtures of `count` seeds, starting with `seed`.
#[must_use]
pub fn module(seed: u64, count: u64) -> String {
    let fixtures = (seed..seed + count).map(|seed| print(&format!("Random{seed}"), &random(seed)));
    with_imports(fixtures)
}

/// A module with all fixtures that are one step smaller than the fixture of `seed` after `steps`.
#[must_use]
pub fn smaller(seed: u64, steps: &[usize]) -> String {
    let mut program = random(seed);
    for &step in steps {
        let mut smaller = program.smaller();
        if step < smaller.len() {
            program = smaller.swap_remove(step);
        }
    }
    let fixtures = program
        .smaller()
        .into_iter()
        .enumerate()
        .map(|(step, program)| print(&format!("Step{step}"), &program));
    with_imports(fixtures)
}

fn with_imports(fixtures: impl Iterator<Item = String>) -> String {
    let mut out = String::from(
        "//! Random fixtures.\n\
         #![allow(warnings, reason = \"generated code\")]\n\
         \n\
         use std::collections::BTreeMap;\n\
         use std::num::NonZeroU64;\n\
         \n\
         use ipc_conformance_fixtures::collections::{KeyNumber, MapKey};\n\
         use ipc_conformance_fixtures::crates::{Raw, raw};\n\
         use ipc_conformance_fixtures::{fixture, float};\n\
         use ipc_runtime::Bytes;\n\
         use serde::{Deserialize, Serialize};\n",
    );
    out.extend(fixtures);
    out
}
