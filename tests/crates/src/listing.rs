//! Lists the public types of a crate that implement both of serde's traits.
//!
//! rustdoc says what the crate exports, under which paths, and what implements the traits. rustc says
//! whether a type with arguments for its parameters exists.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use ipc_conformance::error::Result;
use ipc_conformance::package;
use serde::Deserialize;
use serde_json::Value;

use crate::pinned::{self, Pinned};
use crate::stand_ins;

/// Writes a package that depends on the crate, and returns the paths of the crate's types, sorted.
pub(crate) fn types(folder: &Path, krate: &Pinned) -> Result<Vec<String>> {
    fs::create_dir_all(folder.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"user\"\nedition = \"2024\"\n\n[dependencies]\n\
         ipc-runtime = {{ path = {:?} }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\n\
         {}\n\n[workspace]\n",
        package::workspace().join("ipc-runtime").to_string_lossy(),
        krate.line,
    );
    let list = folder.join("types.txt");
    // The list of a pinned crate stays the same.
    if fs::read_to_string(folder.join("Cargo.toml")).is_ok_and(|old| old == manifest)
        && let Ok(types) = fs::read_to_string(&list)
    {
        return Ok(types.lines().map(str::to_owned).collect());
    }
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("src/lib.rs"), "")?;
    package::lock(folder, &pinned::folder().join("Cargo.lock"))?;
    let mut types = exported(folder, krate)?;
    while remove_invalid(folder, &mut types)? {}
    fs::write(list, types.join("\n"))?;
    Ok(types)
}

/// Writes what cargo says of the package, for the compiler. Returns the file.
pub(crate) fn metadata(folder: &Path) -> Result<PathBuf> {
    let file = folder.join("metadata.json");
    fs::write(&file, package::metadata(folder)?)?;
    Ok(file)
}

/// The output of rustdoc, reduced to what is used.
#[derive(Deserialize)]
struct Crate {
    root: u32,
    index: BTreeMap<u32, Item>,
    paths: BTreeMap<u32, Summary>,
}

#[derive(Deserialize)]
struct Summary {
    path: Vec<String>,
}

#[derive(Deserialize)]
struct Item {
    crate_id: u32,
    name: Option<String>,
    inner: Inner,
}

/// Exactly one is there, or another kind of item.
#[derive(Deserialize)]
struct Inner {
    module: Option<Module>,
    #[serde(rename = "use")]
    import: Option<Import>,
    #[serde(rename = "struct")]
    data: Option<Data>,
    #[serde(rename = "enum")]
    choice: Option<Data>,
    #[serde(rename = "impl")]
    implementation: Option<Implementation>,
}

#[derive(Deserialize)]
struct Module {
    items: Vec<u32>,
}

#[derive(Deserialize)]
struct Import {
    name: String,
    id: Option<u32>,
    is_glob: bool,
}

#[derive(Deserialize)]
struct Data {
    generics: Generics,
    impls: Vec<u32>,
}

#[derive(Deserialize)]
struct Generics {
    params: Vec<Param>,
}

#[derive(Deserialize)]
struct Param {
    kind: ParamKind,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ParamKind {
    Lifetime {},
    Type { default: Option<Value> },
    Const {},
}

#[derive(Deserialize)]
struct Implementation {
    #[serde(rename = "trait")]
    of_trait: Option<Trait>,
    is_negative: bool,
}

#[derive(Deserialize)]
struct Trait {
    id: u32,
}

/// The paths of the types that rustdoc finds, each the shortest one.
fn exported(folder: &Path, krate: &Pinned) -> Result<Vec<String>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    let spec = format!("{}@{}", krate.name, krate.version);
    command
        .args(["rustdoc", "--quiet", "--lib", "--package", &spec, "--"])
        .args(["-Zunstable-options", "--output-format=json", "--cap-lints=allow"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", package::target()?)
        .stdin(Stdio::null());
    let output = stand_ins::allow_unstable_rustdoc(&mut command, &env::current_exe()?).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let file = package::target()?.join(format!("doc/{}.json", krate.ident()));
    let doc: Crate = serde_json::from_slice(&fs::read(file)?)?;

    let mut paths: BTreeMap<u32, String> = BTreeMap::new();
    let mut visited = BTreeSet::new();
    // Breadth first, so that the first path of an item is the shortest one.
    let mut pending = VecDeque::from([(doc.root, krate.ident())]);
    while let Some((module, path)) = pending.pop_front() {
        if !visited.insert(module) {
            continue;
        }
        let mut globs = vec![module];
        let mut expanded = BTreeSet::new();
        while let Some(module) = globs.pop() {
            let Some(Module { items }) =
                doc.index.get(&module).and_then(|it| it.inner.module.as_ref())
            else {
                continue;
            };
            if !expanded.insert(module) {
                continue;
            }
            for id in items {
                let Some(item) = doc.index.get(id) else { continue };
                let (id, name) = match &item.inner.import {
                    Some(Import { id: Some(id), is_glob: true, .. }) => {
                        globs.push(*id);
                        continue;
                    }
                    Some(Import { id: Some(id), name, .. }) => (id, name),
                    Some(_) => continue,
                    None => (id, item.name.as_ref().unwrap_or(&path)),
                };
                let Some(item) = doc.index.get(id).filter(|item| item.crate_id == 0) else {
                    continue;
                };
                let path = format!("{path}::{}", escaped(name));
                if item.inner.module.is_some() {
                    pending.push_back((*id, path));
                } else if let Some(data) = item.inner.data.as_ref().or(item.inner.choice.as_ref())
                    && implements_both(&doc, data)
                {
                    let path = path + &arguments(&data.generics);
                    let old = paths.entry(*id).or_insert_with(|| path.clone());
                    if (path.matches("::").count(), &path) < (old.matches("::").count(), &*old) {
                        *old = path;
                    }
                }
            }
        }
    }
    let types: BTreeSet<String> = paths.into_values().collect();
    Ok(types.into_iter().collect())
}

/// A name as sources write it.
fn escaped(name: &str) -> String {
    match name {
        "async" | "await" | "dyn" | "enum" | "fn" | "for" | "gen" | "if" | "impl" | "in"
        | "loop" | "macro" | "match" | "mod" | "move" | "ref" | "return" | "static" | "struct"
        | "trait" | "try" | "type" | "union" | "use" | "where" | "while" | "yield" => {
            format!("r#{name}")
        }
        _ => name.to_owned(),
    }
}

fn implements_both(doc: &Crate, data: &Data) -> bool {
    let traits: BTreeSet<&str> = data
        .impls
        .iter()
        .filter_map(|id| doc.index.get(id)?.inner.implementation.as_ref())
        .filter(|implementation| !implementation.is_negative)
        .filter_map(|implementation| doc.paths.get(&implementation.of_trait.as_ref()?.id))
        .filter(|found| matches!(found.path[0].as_str(), "serde" | "serde_core"))
        .filter_map(|found| found.path.last().map(String::as_str))
        .collect();
    traits.contains("Serialize") && traits.contains("Deserialize")
}

/// The arguments for the parameters that have no default.
fn arguments(generics: &Generics) -> String {
    let arguments: Vec<_> = generics
        .params
        .iter()
        .filter_map(|param| match &param.kind {
            ParamKind::Lifetime {} => Some("'static"),
            ParamKind::Type { default: None } => Some("String"),
            ParamKind::Type { .. } => None,
            ParamKind::Const {} => Some("2"),
        })
        .collect();
    if arguments.is_empty() { String::new() } else { format!("<{}>", arguments.join(", ")) }
}

/// Removes the types that cannot be an argument and an answer by rustc's rules. Returns whether there were
/// any.
fn remove_invalid(folder: &Path, types: &mut Vec<String>) -> Result<bool> {
    let mut source = String::from(
        "#![allow(warnings)] fn crosses<T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static>() {} \
         pub fn all() {\n",
    );
    for path in &*types {
        let _ = writeln!(source, "crosses::<{path}>();");
    }
    fs::write(folder.join("src/lib.rs"), source + "}\n")?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--quiet", "--message-format=json"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", package::target()?)
        .output()?;
    if output.status.success() {
        return Ok(false);
    }
    let mut lines = BTreeSet::new();
    for message in String::from_utf8_lossy(&output.stdout).lines() {
        let message: Value = serde_json::from_str(message)?;
        if message["message"]["level"] == "error" {
            let spans = message["message"]["spans"].as_array().into_iter().flatten();
            let primary = spans.filter(|span| span["is_primary"] == true);
            lines.extend(primary.filter_map(|span| span["line_start"].as_u64()));
        }
    }
    let before = types.len();
    let mut line = 1;
    types.retain(|_| {
        line += 1;
        !lines.contains(&line)
    });
    if types.len() < before {
        Ok(true)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into())
    }
}
