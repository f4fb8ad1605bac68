//! Writes the folder in which the proof runs.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use heck::ToUpperCamelCase;
use ipc_codegen::Build;
use ipc_codegen::report::{self, Style};
use ipc_codegen::schema::Schema;
use serde_json::{Value, json};

use crate::error::Result;
use crate::fixture::{self, Group, Home};
use crate::package::{dependencies, fixtures, target, workspace, write_manifest};
use crate::{alone, published, random, rust, suite};

/// The fixtures to prove.
pub(crate) enum Subject {
    /// The fixtures of this workspace, some random ones, and published test inputs of other tools.
    Everything,
    /// The random fixtures of a module, given as text.
    Random(String),
}

/// The random fixtures that are always proved: the first seed, and the number of seeds.
const ALWAYS: (u64, u64) = (1, 40);

/// Reads the fixtures and writes everything that the proof needs.
pub(crate) fn write(stage: &Path, subject: &Subject) -> Result<()> {
    fs::create_dir_all(stage)?;
    let stage = stage.canonicalize()?;
    let (mut groups, random) = match subject {
        Subject::Everything => (our_groups()?, &random::module(ALWAYS.0, ALWAYS.1)),
        Subject::Random(module) => (Vec::new(), module),
    };
    let file = stage.join("random.rs");
    fs::write(&file, random)?;
    groups.push(fixture::read(&file, Home::File(file.clone()))?);
    let ours = matches!(subject, Subject::Everything);
    if ours {
        suite::check(&groups)?;
    }
    let mut typed = Vec::new();
    let mut dependencies = dependencies();
    if ours {
        let folder = stage.join("published");
        let published = published::compile(&folder)?;
        typed = published.typed;
        groups.extend(published.groups);
        let _ = writeln!(dependencies, "published = {{ path = {:?} }}", folder.to_string_lossy());
    }
    let mut names = BTreeSet::new();
    for fixture in groups.iter().flat_map(|group| &group.fixtures) {
        if !names.insert(&fixture.name) {
            return Err(format!("two fixtures have the name `{}`", fixture.name).into());
        }
    }

    let verdicts = alone::compile(&stage.join("alone"), &dependencies, &groups)?;
    let refused: BTreeSet<&str> = verdicts
        .iter()
        .filter(|verdict| verdict.refused.is_some())
        .map(|verdict| verdict.fixture.name.as_str())
        .collect();
    let krate = stage.join("crate");
    // Cargo would also build files of an earlier stage.
    if krate.exists() {
        fs::remove_dir_all(&krate)?;
    }
    // All stages share cargo's target folder, so each needs its own package name.
    let name = stage.file_name().unwrap_or_default().to_string_lossy();
    write_manifest(&krate, &name, &dependencies)?;
    let addon = rust::addon(&groups, |fixture| !refused.contains(fixture.name.as_str()));
    fs::write(krate.join("src/lib.rs"), addon)?;
    fs::write(krate.join("src/main.rs"), rust::prover(&groups))?;
    fs::copy(workspace().join("Cargo.lock"), krate.join("Cargo.lock"))?;

    Build::new().input(&krate).out(stage.join("app/ipc")).write().map_err(|problems| {
        format!(
            "each fixture compiles alone, but not all together:\n{}",
            report::render(&problems, Style::Plain)
        )
    })?;
    read_again(&fs::read_to_string(stage.join("app/ipc/ipc.schema.json"))?)?;

    let list: Vec<_> = verdicts
        .iter()
        .map(|verdict| {
            json!({
                "module": verdict.group.label,
                "group": rust::api(verdict.group),
                "name": verdict.fixture.name,
                "method": verdict.fixture.method().to_upper_camel_case(),
                "refused": verdict.refused,
                "filled": verdict.group.is_filled,
            })
        })
        .collect();
    let (addon, prove) = build(&krate)?;
    let staged = json!({
        "staged": list,
        "ours": ours,
        "typed": typed,
        "suite": suite::cases()?.iter().map(|case| &case.fixtures).collect::<Vec<_>>(),
        "addon": addon,
        "prove": prove,
    });
    fs::write(stage.join("stage.json"), serde_json::to_string_pretty(&staged)?)?;
    Ok(())
}

/// Reads the schema and writes it again.
fn read_again(text: &str) -> Result<()> {
    let schema = Schema::from_json(text)?;
    let written = schema.to_json();
    let body = text.split_once(",\n").map(|(_, body)| body);
    if body != written.strip_prefix("{\n") || Schema::from_json(&written)? != schema {
        return Err("the schema is another one after it was read".into());
    }
    Ok(())
}

/// Builds the staged crate, and returns the paths of its library and its program.
fn build(krate: &Path) -> Result<(PathBuf, PathBuf)> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--quiet", "--message-format=json-render-diagnostics"])
        .current_dir(krate)
        .env("CARGO_TARGET_DIR", target()?)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("the fixtures do not compile".into());
    }
    let (mut library, mut program) = (None, None);
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: Value = serde_json::from_str(line)?;
        // The last two artifacts belong to the staged crate.
        match message["target"]["kind"][0].as_str() {
            Some("cdylib") => library = message["filenames"][0].as_str().map(PathBuf::from),
            Some("bin") => program = message["executable"].as_str().map(PathBuf::from),
            _ => {}
        }
    }
    library.zip(program).ok_or_else(|| "cargo has not reported the library and the program".into())
}

/// The files of the fixtures' crate that have fixtures.
fn our_groups() -> Result<Vec<Group>> {
    let mut groups = Vec::new();
    for entry in fs::read_dir(fixtures().join("src"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            groups.push(fixture::read(&path, Home::Crate("ipc_conformance_fixtures"))?);
        }
    }
    groups.retain(|group| !group.fixtures.is_empty());
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(groups)
}
