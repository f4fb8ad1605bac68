//! Compiles the test inputs in published packages of other tools, which cargo fetches.
//!
//! An input has types and no trait. Each type is compiled in the directions for which it derives
//! serde's traits. A type without them gets the traits of the other types in its input, or both.
//! Parameters become `String`. The compiler must refuse a type with a reason, or write types that the
//! TypeScript compilers accept.
//!
//! Types that rustc compiles too are tested like our own fixtures, with values that are generated from
//! the schema. For this, each input becomes a module of one crate with the dependencies of all inputs,
//! and each type gets a unique name. A type that is only produced also gets `Deserialize`, which is
//! needed to create its values.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use heck::ToUpperCamelCase;
use ipc_codegen::{Build, Input};
use quote::{ToTokens, quote};
use serde_json::{Value, json};
use syn::punctuated::Punctuated;
use syn::{Attribute, DeriveInput, GenericParam, Generics, Item, Meta, Token};

use crate::alone::reason;
use crate::error::Result;
use crate::fixture::{Fixture, Group, Origin};
use crate::package;

/// A package with a pinned version, and the folder of its inputs.
struct Package {
    name: &'static str,
    version: &'static str,
    inputs: &'static str,
    /// The name of the file, if each input has its own folder.
    file: Option<&'static str>,
    /// The features for its tests.
    features: &'static [&'static str],
}

const PACKAGES: &[Package] = &[
    Package {
        name: "typeshare-core",
        version: "1.13.4",
        inputs: "data/tests",
        file: Some("input.rs"),
        features: &[],
    },
    Package {
        name: "ts-rs",
        version: "12.0.1",
        inputs: "tests/integration",
        file: None,
        features: &["serde-compat"],
    },
];

/// The results of all inputs.
pub(crate) struct Published {
    /// The report on each input, as JSON.
    pub(crate) report: Vec<Value>,
    /// The modules of the crate `published`, whose types are tested with values.
    pub(crate) groups: Vec<Group>,
}

/// An input, and its types that can be tested.
struct Case {
    package: &'static str,
    name: String,
    items: Vec<Item>,
    candidates: Vec<Candidate>,
    /// The result for each candidate, as JSON.
    report: Value,
}

/// The crates that the inputs use.
const DEPENDENCIES: &str = "arrayvec = { version = \"0.7\", features = [\"serde\"] }
chrono = { version = \"0.4\", features = [\"serde\"] }
indexmap = { version = \"2\", features = [\"serde\"] }
semver = { version = \"1\", features = [\"serde\"] }
serde_json = \"1\"
ts-rs = { version = \"12\", features = [\"arrayvec-impl\", \"chrono-impl\", \"indexmap-impl\", \
    \"no-serde-warnings\", \"semver-impl\", \"serde-json-impl\"] }
typeshare = \"1\"
";

/// Compiles all inputs, writes the types of each into its own folder, and makes modules from the inputs
/// that rustc compiles.
pub(crate) fn compile(stage: &Path) -> Result<Published> {
    fs::create_dir_all(stage)?;
    let folders = fetch(stage)?;
    // A panic of the compiler is reported as a failure of its input.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let cases = PACKAGES.iter().zip(folders).map(|(package, folder)| {
        inputs(package, &folder)?
            .iter()
            .map(|(name, path)| compile_input(stage, package, name, path))
            .collect::<Result<Vec<_>>>()
    });
    let cases = cases.collect::<Result<Vec<_>>>();
    panic::set_hook(hook);
    let mut cases: Vec<Case> = cases?.into_iter().flatten().collect();
    let groups = with_values(stage, &mut cases)?;
    Ok(Published { report: cases.into_iter().map(|case| case.report).collect(), groups })
}

/// Fetches the packages with cargo, and returns their folders.
fn fetch(stage: &Path) -> Result<Vec<PathBuf>> {
    let sources: Vec<_> = PACKAGES
        .iter()
        .map(|Package { name, version, .. }| format!("{name} = \"={version}\""))
        .collect();
    fs::create_dir_all(stage.join("src"))?;
    fs::write(stage.join("src/lib.rs"), "")?;
    fs::write(
        stage.join("Cargo.toml"),
        format!(
            "[package]\nname = \"published\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\n{}\n{DEPENDENCIES}\n\
             [dev-dependencies]\n{}\n\n[workspace]\n",
            package::dependencies(),
            sources.join("\n")
        ),
    )?;
    fs::copy(package::workspace().join("Cargo.lock"), stage.join("Cargo.lock"))?;
    let metadata: Value = serde_json::from_slice(&package::metadata(stage)?)?;
    let packages = metadata["packages"].as_array().cloned().unwrap_or_default();
    let folder = |Package { name, .. }: &Package| {
        let found = packages.iter().find(|package| package["name"] == *name);
        let manifest = found.and_then(|package| package["manifest_path"].as_str());
        let folder = manifest.and_then(|manifest| Path::new(manifest).parent());
        folder.map(Path::to_owned).ok_or_else(|| format!("cargo has not fetched `{name}`").into())
    };
    PACKAGES.iter().map(folder).collect()
}

/// The inputs of a package, sorted by name.
fn inputs(package: &Package, folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut inputs = Vec::new();
    for entry in fs::read_dir(folder.join(package.inputs))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let path = match package.file {
            Some(file) => path.join(file),
            None => path,
        };
        if path.extension().is_some_and(|extension| extension == "rs") && path.is_file() {
            inputs.push((name, path));
        }
    }
    inputs.sort();
    Ok(inputs)
}

/// A type of an input that a method can have as an argument or a result.
struct Candidate {
    path: String,
    makes: bool,
    takes: bool,
    is_mapped: bool,
}

fn compile_input(stage: &Path, package: &Package, name: &str, path: &Path) -> Result<Case> {
    let file = syn::parse_file(&fs::read_to_string(path)?)
        .map_err(|error| format!("`{}`: {error}", path.display()))?;
    let mut items = file.items;
    let mut derived = BTreeSet::new();
    each_type(&mut items, "", &mut |_, input| {
        derived.extend(TRAITS.into_iter().filter(|name| derives(&input.attrs, name)));
    });
    let mut candidates = Vec::new();
    each_type(&mut items, "", &mut |path, input| {
        if !TRAITS.into_iter().any(|name| derives(&input.attrs, name)) {
            for name in TRAITS.into_iter().filter(|it| derived.is_empty() || derived.contains(it)) {
                derive(input, &format!("serde::{name}"));
            }
            copy_ts_attrs(input);
        }
        let [makes, takes] = TRAITS.map(|name| derives(&input.attrs, name));
        let path = format!("{path}{}", generic_args(&input.generics));
        candidates.push(Candidate { path, makes, takes, is_mapped: false });
    });
    let attrs = file.attrs;
    let head = quote!(#(#attrs)*);
    let folder = stage.join("inputs").join(package.name).join(name);
    fs::create_dir_all(&folder)?;
    let source = folder.join("input.rs");

    let mut types = Vec::new();
    for candidate in &mut candidates {
        fs::write(&source, with_api(&head, &items, &[candidate]))?;
        let input = Input {
            paths: vec![source.clone()],
            features: package.features.iter().map(|&feature| feature.to_owned()).collect(),
            ..Input::default()
        };
        let compiled = panic::catch_unwind(AssertUnwindSafe(|| ipc_codegen::compile(&input)));
        let (refused, crashed) = match compiled {
            Ok(Ok(_)) => {
                candidate.is_mapped = true;
                (None, false)
            }
            Ok(Err(problems)) => (Some(reason(&problems)), false),
            Err(_) => (None, true),
        };
        types.push(json!({ "type": candidate.path, "refused": refused, "crashed": crashed }));
    }
    // Types that compile alone may clash, such as two types with the same name.
    let mut written = Vec::new();
    let mapped: Vec<&Candidate> = candidates.iter().filter(|it| it.is_mapped).collect();
    if !mapped.is_empty() {
        fs::write(&source, with_api(&head, &items, &mapped))?;
        let build = |out: &Path| {
            Build::new()
                .input(&source)
                .features(package.features.iter().copied())
                .out(out)
                .write()
                .is_ok()
        };
        let out = folder.join("ipc");
        if build(&out) {
            written.push(out);
        }
    }
    // rustc may remove an input with a `cfg`.
    if !attrs.is_empty() && head.to_string().contains("cfg") {
        candidates.clear();
    }
    let report =
        json!({ "package": package.name, "input": name, "types": types, "written": written });
    Ok(Case { package: package.name, name: name.to_owned(), items, candidates, report })
}

/// The items, and an API with methods for each candidate.
fn with_api(head: &impl ToTokens, items: &[Item], candidates: &[&Candidate]) -> String {
    let mut methods = String::new();
    for (number, Candidate { path, makes, takes, .. }) in candidates.iter().enumerate() {
        if *makes {
            let _ = writeln!(methods, "#[invoke] fn make_{number}(&self) -> Vec<{path}>;");
        }
        if *takes {
            let _ = writeln!(methods, "#[invoke] fn take_{number}(&self, given: Vec<{path}>);");
        }
    }
    format!(
        "{}\n#[ipc_runtime::ipc_api] pub trait InputApi {{\n{methods}\n}}\n",
        quote!(#head #(#items)*),
    )
}

/// Makes a crate from the inputs that rustc compiles, and returns the groups of its modules.
fn with_values(stage: &Path, cases: &mut [Case]) -> Result<Vec<Group>> {
    let mut modules: Vec<(String, String, Vec<Fixture>)> = Vec::new();
    let mut names = BTreeSet::new();
    // The names of modules are short, because the client would shorten long names of traits.
    let module_of = |index: usize| format!("input{index}");
    for (index, Case { package, name, items, candidates, .. }) in cases.iter_mut().enumerate() {
        let module = module_of(index);
        let prefix = format!("{package}_{name}");
        each_type(items, "", &mut |path, input| {
            for (name, path) in [
                ("Debug", "Debug"),
                ("Serialize", "serde::Serialize"),
                ("Deserialize", "serde::Deserialize"),
            ] {
                if !derives(&input.attrs, name) {
                    derive(input, path);
                }
            }
            if input.attrs.iter().all(|attr| !attr.path().is_ident("ipc")) {
                let name = format!("{prefix}_{path}").to_upper_camel_case();
                derive(input, "ipc_runtime::IpcType");
                input.attrs.push(syn::parse_quote!(#[ipc(name = #name)]));
            }
        });
        let fixtures = candidates.iter().filter(|it| it.is_mapped).filter_map(|candidate| {
            let Candidate { path, makes, takes, .. } = candidate;
            let name = format!("{prefix}_{path}").to_upper_camel_case();
            let fixture =
                Fixture { name, path: path.clone(), makes: *makes, takes: *takes, raises: false };
            names.insert(fixture.name.clone()).then_some(fixture)
        });
        let fixtures = fixtures.collect();
        let text = format!("use crate::prelude::*; {}\n", quote!(#(#items)*));
        modules.push((module, text, fixtures));
    }
    // After fixtures with errors are removed, rustc may find errors in other fixtures.
    while remove_invalid(stage, &mut modules)? {}
    let mut labels = BTreeMap::new();
    for (index, Case { package, candidates, report, .. }) in cases.iter_mut().enumerate() {
        let module = module_of(index);
        let found = modules.iter().find(|(name, ..)| *name == module);
        let has_values: Vec<bool> = candidates
            .iter()
            .map(|it| found.is_some_and(|(.., all)| all.iter().any(|one| one.path == it.path)))
            .collect();
        report["hasValues"] = json!(has_values);
        labels.insert(module, *package);
    }
    Ok(modules
        .into_iter()
        .filter(|(.., fixtures)| !fixtures.is_empty())
        .map(|(name, _, fixtures)| Group {
            label: labels.get(&name).copied().unwrap_or_default().to_owned(),
            name,
            fixtures,
            origin: Origin::Crate("published"),
            has_generated_values: true,
        })
        .collect())
}

/// Writes the crate, checks it with rustc, and removes the fixtures with errors. Returns whether any were
/// removed.
fn remove_invalid(stage: &Path, modules: &mut Vec<(String, String, Vec<Fixture>)>) -> Result<bool> {
    let source = stage.join("src");
    let mut lib = String::from(
        "//! The inputs.\n#![allow(warnings, reason = \"third-party code\")]\n\n\
         mod prelude {\n    pub use serde::{Deserialize, Serialize};\n    \
         pub use typeshare::typeshare;\n}\n",
    );
    for (name, text, fixtures) in &*modules {
        if fixtures.is_empty() {
            continue;
        }
        let _ = writeln!(lib, "pub mod {name};");
        let lines: String = fixtures.iter().map(fixture_line).collect();
        fs::write(source.join(format!("{name}.rs")), format!("{text}{lines}"))?;
    }
    fs::write(source.join("lib.rs"), lib)?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--quiet", "--message-format=json"])
        .current_dir(stage)
        .env("CARGO_TARGET_DIR", package::target()?)
        .output()?;
    if output.status.success() {
        return Ok(false);
    }
    let mut errors = BTreeSet::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: Value = serde_json::from_str(line)?;
        if message["message"]["level"] != "error" {
            continue;
        }
        let spans = message["message"]["spans"].as_array().into_iter().flatten();
        for span in spans.filter(|span| span["is_primary"] == true) {
            let file = Path::new(span["file_name"].as_str().unwrap_or_default());
            let module = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            errors.insert((module, span["line_start"].as_u64().unwrap_or_default()));
        }
    }
    let mut is_dropped = false;
    for (name, _, fixtures) in modules {
        // The first line has all items of the input, and each further line has one fixture.
        let mut line = 1;
        let is_invalid = errors.contains(&(name.clone(), 1));
        fixtures.retain(|_| {
            line += 1;
            let is_kept = !is_invalid && !errors.contains(&(name.clone(), line));
            is_dropped |= !is_kept;
            is_kept
        });
    }
    if is_dropped { Ok(true) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
}

/// A line that makes a type a fixture, so that rustc checks that the type implements the needed traits.
fn fixture_line(Fixture { path, makes, takes, .. }: &Fixture) -> String {
    let decode = if *takes {
        ""
    } else {
        "fn decode(json: &str) -> Option<Self> { serde_json::from_str(json).ok() }"
    };
    let directions = if *makes && *takes {
        "both"
    } else if *makes {
        "output"
    } else {
        "input"
    };
    format!(
        "impl ipc_conformance_fixtures::Fixture for {path} {{ {decode} }} \
         const _: fn() = || {{ ipc_conformance_fixtures::Case::{directions}::<{path}>(\"\"); }};\n"
    )
}

/// serde's traits: for produced types, and for accepted types.
const TRAITS: [&str; 2] = ["Serialize", "Deserialize"];

/// Makes all types and modules public, and calls `callback` with each type and its path.
fn each_type(items: &mut [Item], prefix: &str, callback: &mut dyn FnMut(&str, &mut DeriveInput)) {
    for item in items {
        let mut input: DeriveInput = match item {
            Item::Struct(item) => item.clone().into(),
            Item::Enum(item) => item.clone().into(),
            Item::Mod(module) => {
                module.vis = syn::parse_quote!(pub);
                if let Some((_, items)) = &mut module.content {
                    each_type(items, &format!("{prefix}{}::", module.ident), callback);
                }
                continue;
            }
            _ => continue,
        };
        input.vis = syn::parse_quote!(pub);
        callback(&format!("{prefix}{}", input.ident), &mut input);
        *item = match &input.data {
            syn::Data::Struct(_) => Item::Struct(syn::parse_quote!(#input)),
            _ => Item::Enum(syn::parse_quote!(#input)),
        };
    }
}

fn derive(input: &mut DeriveInput, path: &str) {
    let path: syn::Path = syn::parse_str(path).unwrap_or_else(|_| syn::parse_quote!(Debug));
    // A derive must stand before its helper attributes.
    input.attrs.insert(0, syn::parse_quote!(#[derive(#path)]));
}

/// The keys that `#[ts(…)]` shares with `#[serde(…)]`.
const SHARED: &[&str] =
    &["content", "flatten", "rename", "rename_all", "rename_all_fields", "skip", "tag", "untagged"];

/// Copies the keys of `#[ts(…)]` to `#[serde(…)]`, where an item has no `#[serde(…)]`.
fn copy_ts_attrs(input: &mut DeriveInput) {
    copy_ts_attr(&mut input.attrs);
    match &mut input.data {
        syn::Data::Struct(data) => {
            data.fields.iter_mut().for_each(|field| copy_ts_attr(&mut field.attrs));
        }
        syn::Data::Enum(data) => {
            for variant in &mut data.variants {
                copy_ts_attr(&mut variant.attrs);
                variant.fields.iter_mut().for_each(|field| copy_ts_attr(&mut field.attrs));
            }
        }
        syn::Data::Union(_) => {}
    }
}

fn copy_ts_attr(attrs: &mut Vec<Attribute>) {
    if attrs.iter().any(|attr| attr.path().is_ident("serde")) {
        return;
    }
    let ts = attrs.iter().filter(|attr| attr.path().is_ident("ts")).filter_map(|attr| {
        attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()
    });
    let shared: Vec<Meta> = ts
        .flatten()
        .filter(|meta| SHARED.iter().any(|shared| meta.path().is_ident(shared)))
        .collect();
    if !shared.is_empty() {
        attrs.push(syn::parse_quote!(#[serde(#(#shared),*)]));
    }
}

/// Whether a type derives a trait, including in a `cfg_attr`.
fn derives(attrs: &[Attribute], name: &str) -> bool {
    attrs.iter().any(|attr| {
        let is_derive = attr.path().is_ident("derive") || attr.path().is_ident("cfg_attr");
        match &attr.meta {
            Meta::List(list) if is_derive => {
                let tokens = list.tokens.to_string();
                tokens.split(|it: char| !it.is_alphanumeric()).any(|word| word == name)
            }
            _ => false,
        }
    })
}

/// The generic arguments for the parameters of a type.
fn generic_args(generics: &Generics) -> String {
    let args: Vec<_> = generics
        .params
        .iter()
        .map(|param| match param {
            GenericParam::Lifetime(_) => "'static",
            GenericParam::Type(_) => "String",
            GenericParam::Const(_) => "2",
        })
        .collect();
    if args.is_empty() { String::new() } else { format!("<{}>", args.join(", ")) }
}
