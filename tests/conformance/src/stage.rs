//! Writes the folder in which the test runs.

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
use crate::fixture::{self, Group, Origin};
use crate::package::{dependencies, fixtures, lock, target, workspace, write_manifest};
use crate::{alone, published, random, rust, suite};

/// The fixtures to test.
pub enum Subject {
    /// The fixtures of this workspace, some random ones, and published test inputs of other tools.
    Everything,
    /// The random fixtures in the text of this module.
    Random(String),
    /// Types of another crate.
    Foreign(Foreign),
}

/// Fixtures for types of another crate. The compiler has accepted each of them.
pub struct Foreign {
    /// The name of the crate in reports.
    pub name: String,
    /// The text of a module with the fixtures.
    pub module: String,
    /// The dependencies of the module, lines of a `Cargo.toml`.
    pub dependencies: String,
    /// A lock file for these dependencies.
    pub lock: PathBuf,
}

/// The random fixtures of every test: the first seed, and the number of seeds.
const RANDOM_SEEDS: (u64, u64) = (1, 40);

/// Reads the fixtures and writes everything that the test needs.
pub fn write(stage: &Path, subject: &Subject) -> Result<()> {
    fs::create_dir_all(stage)?;
    let stage = stage.canonicalize()?;
    let (mut groups, module) = match subject {
        Subject::Everything => (own_groups()?, &random::module(RANDOM_SEEDS.0, RANDOM_SEEDS.1)),
        Subject::Random(module) | Subject::Foreign(Foreign { module, .. }) => (Vec::new(), module),
    };
    let is_foreign = matches!(subject, Subject::Foreign(_));
    let file = stage.join(if is_foreign { "foreign.rs" } else { "random.rs" });
    fs::write(&file, module)?;
    let mut group = fixture::read(&file, Origin::File(file.clone()))?;
    let mut lock_file = workspace().join("Cargo.lock");
    let mut dependencies = dependencies();
    if let Subject::Foreign(foreign) = subject {
        group.label.clone_from(&foreign.name);
        dependencies += &foreign.dependencies;
        lock_file.clone_from(&foreign.lock);
    }
    groups.push(group);
    let is_everything = matches!(subject, Subject::Everything);
    if is_everything {
        suite::check(&groups)?;
    }
    let mut published_report = Vec::new();
    if is_everything {
        let folder = stage.join("published");
        let published = published::compile(&folder)?;
        published_report = published.report;
        groups.extend(published.groups);
        let _ = writeln!(dependencies, "published = {{ path = {:?} }}", folder.to_string_lossy());
    }
    let mut names = BTreeSet::new();
    for fixture in groups.iter().flat_map(|group| &group.fixtures) {
        if !names.insert(&fixture.name) {
            return Err(format!("two fixtures have the name `{}`", fixture.name).into());
        }
    }

    let verdicts = match subject {
        Subject::Foreign(_) => alone::accept(&groups),
        _ => alone::compile(&stage.join("alone"), &dependencies, &groups)?,
    };
    let refused: BTreeSet<&str> = verdicts
        .iter()
        .filter(|verdict| verdict.refused.is_some())
        .map(|verdict| verdict.fixture.name.as_str())
        .collect();
    let krate = stage.join("crate");
    // Remove the files of an earlier stage, because cargo would build them too.
    if krate.exists() {
        fs::remove_dir_all(&krate)?;
    }
    // All stages share cargo's target folder, so each needs its own package name.
    let name = stage.file_name().unwrap_or_default().to_string_lossy();
    write_manifest(&krate, &name, &dependencies)?;
    let addon = rust::addon(&groups, |fixture| !refused.contains(fixture.name.as_str()));
    fs::write(krate.join("src/lib.rs"), addon)?;
    fs::write(krate.join("src/main.rs"), rust::oracle(&groups))?;
    lock(&krate, &lock_file)?;

    let all = Build::new().input(&krate).out(stage.join("app/ipc"));
    // Types of other crates may have more forms than zod can list.
    let formats = if is_foreign { "ts,js" } else { "ts,js,schema,zod" };
    all.emit(formats.split(',')).write().map_err(|problems| {
        format!(
            "each fixture compiles alone, but all together do not:\n{}",
            report::render(&problems, Style::Plain)
        )
    })?;
    check_round_trip(&fs::read_to_string(stage.join("app/ipc/ipc.schema.json"))?)?;

    let list: Vec<_> = verdicts
        .iter()
        .map(|verdict| {
            json!({
                "module": verdict.group.label,
                "group": rust::api(verdict.group),
                "name": verdict.fixture.name,
                "method": verdict.fixture.method().to_upper_camel_case(),
                "refused": verdict.refused,
                "hasGeneratedValues": verdict.group.has_generated_values,
            })
        })
        .collect();
    let (addon, oracle) = build(&krate)?;
    let staged = json!({
        "fixtures": list,
        "isEverything": is_everything,
        "isForeign": is_foreign,
        "published": published_report,
        "suite": suite::cases()?.iter().map(|case| &case.fixtures).collect::<Vec<_>>(),
        "addon": addon,
        "oracle": oracle,
    });
    fs::write(stage.join("stage.json"), serde_json::to_string_pretty(&staged)?)?;
    Ok(())
}

/// Checks that the schema is the same after it was read and written.
fn check_round_trip(text: &str) -> Result<()> {
    let schema = Schema::from_json(text)?;
    let written = schema.to_json();
    let body = text.split_once(",\n").map(|(_, body)| body);
    if body != written.strip_prefix("{\n") || Schema::from_json(&written)? != schema {
        return Err("the schema has changed after it was read and written".into());
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

/// The groups of the fixtures' crate.
fn own_groups() -> Result<Vec<Group>> {
    let mut groups = Vec::new();
    for entry in fs::read_dir(fixtures().join("src"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            groups.push(fixture::read(&path, Origin::Crate("ipc_conformance_fixtures"))?);
        }
    }
    groups.retain(|group| !group.fixtures.is_empty());
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(groups)
}
