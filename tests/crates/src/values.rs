//! Stages the mapped types of a crate, so that their values are put to the real `serde_json`, to the
//! TypeScript compilers and to both doors.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use heck::{ToSnakeCase, ToUpperCamelCase};
use ipc_conformance::error::Result;
use ipc_conformance::stage::{self, Foreign, Subject};
use serde_json::Value;

use crate::pinned::{self, Pinned};
use crate::verdicts::Verdict;

/// The maximum number of types in a stage: rustc's memory grows with it.
const STAGE_LEN: usize = 150;

/// Types that can be in one API, because no two of their definitions with one name differ.
#[derive(Default)]
struct Part<'a> {
    paths: Vec<&'a str>,
    definitions: BTreeMap<&'a str, &'a Value>,
}

/// Writes the stages. Returns a line for each, its folder.
pub(crate) fn stage(folder: &Path, krate: &Pinned, verdicts: &[Verdict]) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for (index, part) in parts(verdicts).iter().enumerate() {
        let stage = folder.join(format!("{}-{index}", krate.name));
        let foreign = Foreign {
            name: krate.name.clone(),
            module: module(&part.paths),
            dependencies: format!("serde_json = \"1\"\n{}\n", krate.line),
            lock: pinned::folder().join("Cargo.lock"),
        };
        if stage.join("foreign.rs").exists() {
            fs::remove_file(stage.join("foreign.rs"))?;
        }
        stage::write(&stage, &Subject::Foreign(foreign))?;
        lines.push(format!("{}\n", stage.display()));
    }
    Ok(lines)
}

fn parts(verdicts: &[Verdict]) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    for verdict in verdicts.iter().filter(|verdict| verdict.is_mapped()) {
        let fits = |part: &Part<'_>| {
            part.paths.len() < STAGE_LEN
                && verdict.definitions.iter().all(|(name, definition)| {
                    part.definitions.get(name.as_str()).is_none_or(|other| *other == definition)
                })
        };
        let index = parts.iter().position(fits).unwrap_or(parts.len());
        if index == parts.len() {
            parts.push(Part::default());
        }
        let part = &mut parts[index];
        part.paths.push(&verdict.path);
        part.definitions.extend(verdict.definitions.iter().map(|(name, it)| (name.as_str(), it)));
    }
    parts
}

/// A module with a fixture for each type: a newtype, because only its own crate can implement a trait for
/// it.
fn module(paths: &[&str]) -> String {
    let mut text = String::from(
        "//! Types of a published crate.\n\
         use ipc_conformance_fixtures::fixture;\n\
         use serde::{Deserialize, Serialize};\n\n\
         /// Prints a value as its JSON, with sorted keys.\n\
         fn print(value: &impl Serialize, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {\n    \
         let Ok(mut value) = serde_json::to_value(value) else { return f.write_str(\"?\") };\n    \
         value.sort_all_objects();\n    write!(f, \"{value}\")\n}\n",
    );
    let mut names = BTreeSet::new();
    for path in paths {
        let inner = path.split_once("::").map_or(*path, |(_, inner)| inner);
        let mut name = format!("Case {inner}").to_upper_camel_case();
        while !names.insert(name.to_snake_case()) {
            name.push('X');
        }
        let _ = write!(
            text,
            "\n#[derive(Serialize, Deserialize)]\n#[serde(transparent)]\npub struct {name}(pub {path});\n\
             impl std::fmt::Debug for {name} {{\n    \
             fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{\n        \
             print(&self.0, f)\n    }}\n}}\n\
             fixture!({name} {{ makes: [], takes: [], rejects: [] }});\n"
        );
    }
    text
}
