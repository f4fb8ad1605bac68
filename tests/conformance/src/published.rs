//! The test inputs that rivals publish in their packages: fetched by cargo, and compiled.
//!
//! An input has types and no trait. Each type gets the derives of serde that it lacks, and a
//! method that takes and gives it; parameters are filled with `String`. The compiler must refuse a
//! type with a reason, or write types that the TypeScript compilers take.

use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use heck::ToSnakeCase;
use ipc_codegen::{Build, Input};
use quote::{ToTokens, quote};
use serde_json::{Value, json};
use syn::punctuated::Punctuated;
use syn::{Attribute, GenericParam, Generics, Item, Meta, Token};

use crate::Result;
use crate::alone::reason;

/// A package, pinned, and where its inputs are.
struct Package {
    name: &'static str,
    version: &'static str,
    inputs: &'static str,
    /// The file's name where each input has a folder of its own.
    file: Option<&'static str>,
    /// What its tests are built with.
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

/// Compiles all inputs and writes the types of each into a folder of its own: what there is to
/// check, as JSON.
pub(crate) fn compile(stage: &Path) -> Result<Vec<Value>> {
    fs::create_dir_all(stage)?;
    let folders = fetch(stage)?;
    // A panic of the compiler is one input's failure.
    let silent = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let cases = PACKAGES.iter().zip(folders).map(|(package, folder)| {
        inputs(package, &folder)?
            .iter()
            .map(|(name, path)| compile_input(stage, package, name, path))
            .collect::<Result<Vec<_>>>()
    });
    let cases = cases.collect::<Result<Vec<_>>>();
    panic::set_hook(silent);
    Ok(cases?.into_iter().flatten().collect())
}

/// Has cargo fetch the packages; their folders.
fn fetch(stage: &Path) -> Result<Vec<PathBuf>> {
    let dependencies: Vec<_> = PACKAGES
        .iter()
        .map(|Package { name, version, .. }| format!("{name} = \"={version}\""))
        .collect();
    fs::create_dir_all(stage.join("src"))?;
    fs::write(stage.join("src/lib.rs"), "")?;
    fs::write(
        stage.join("Cargo.toml"),
        format!(
            "[package]\nname = \"published\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\n{}\n\n[workspace]\n",
            dependencies.join("\n")
        ),
    )?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--quiet"])
        .current_dir(stage)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().cloned().unwrap_or_default();
    let folder = |Package { name, .. }: &Package| {
        let found = packages.iter().find(|package| package["name"] == *name);
        let manifest = found.and_then(|package| package["manifest_path"].as_str());
        let folder = manifest.and_then(|manifest| Path::new(manifest).parent());
        folder.map(Path::to_owned).ok_or_else(|| format!("cargo has not fetched `{name}`").into())
    };
    PACKAGES.iter().map(folder).collect()
}

/// The inputs of a package by their names, sorted.
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

/// A type of an input that a method can name.
struct Candidate {
    path: String,
    method: String,
}

fn compile_input(stage: &Path, package: &Package, name: &str, path: &Path) -> Result<Value> {
    let mut file = syn::parse_file(&fs::read_to_string(path)?)
        .map_err(|error| format!("`{}`: {error}", path.display()))?;
    let mut candidates = Vec::new();
    prepare(&mut file.items, "", &mut candidates);
    let items = file.to_token_stream();
    let folder = stage.join(package.name).join(name);
    fs::create_dir_all(&folder)?;
    let source = folder.join("input.rs");

    let mut mapped = Vec::new();
    let mut types = Vec::new();
    for candidate in &candidates {
        fs::write(&source, with_api(&items, &[candidate]))?;
        let input = Input {
            paths: vec![source.clone()],
            features: package.features.iter().map(|&feature| feature.to_owned()).collect(),
            ..Input::default()
        };
        let compiled = panic::catch_unwind(AssertUnwindSafe(|| ipc_codegen::compile(&input)));
        let (refused, crashed) = match compiled {
            Ok(Ok(_)) => {
                mapped.push(candidate);
                (None, false)
            }
            Ok(Err(problems)) => (Some(reason(&problems)), false),
            Err(_) => (None, true),
        };
        types.push(json!({ "type": candidate.path, "refused": refused, "crashed": crashed }));
    }
    // What compiles alone may clash together, such as two types of one name: that is refused then.
    let mut written = Vec::new();
    if !mapped.is_empty() {
        fs::write(&source, with_api(&items, &mapped))?;
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
    Ok(json!({ "package": package.name, "input": name, "types": types, "written": written }))
}

/// The items, and an API with a method for each candidate.
fn with_api(items: &impl ToTokens, candidates: &[&Candidate]) -> String {
    let methods: Vec<_> = candidates
        .iter()
        .map(|Candidate { path, method }| {
            format!("#[invoke] fn {method}(&self, value: Vec<{path}>) -> Vec<{path}>;")
        })
        .collect();
    format!(
        "{}\n#[ipc_runtime::ipc_api] pub trait InputApi {{\n{}\n}}\n",
        quote!(#items),
        methods.join("\n")
    )
}

/// Gives the types of these items, and of the modules in them, what they lack to cross.
fn prepare(items: &mut [Item], prefix: &str, candidates: &mut Vec<Candidate>) {
    for item in items {
        let (ident, generics) = match item {
            Item::Struct(item) => {
                if derive_serde(&mut item.attrs) {
                    item.fields.iter_mut().for_each(|field| speak_serde(&mut field.attrs));
                }
                (&item.ident, &item.generics)
            }
            Item::Enum(item) => {
                if derive_serde(&mut item.attrs) {
                    for variant in &mut item.variants {
                        speak_serde(&mut variant.attrs);
                        variant.fields.iter_mut().for_each(|field| speak_serde(&mut field.attrs));
                    }
                }
                (&item.ident, &item.generics)
            }
            Item::Mod(item) => {
                if let Some((_, items)) = &mut item.content {
                    prepare(items, &format!("{prefix}{}::", item.ident), candidates);
                }
                continue;
            }
            _ => continue,
        };
        let path = format!("{prefix}{ident}{}", filled(generics));
        let method = path.to_snake_case();
        candidates.push(Candidate { path, method });
    }
}

/// Gives a type serde's traits, unless it has them; whether it got them.
fn derive_serde(attrs: &mut Vec<Attribute>) -> bool {
    if attrs.iter().any(derives_serde) {
        return false;
    }
    attrs.push(syn::parse_quote!(#[derive(serde::Serialize, serde::Deserialize)]));
    speak_serde(attrs);
    true
}

/// What `#[ts(…)]` has from serde.
const SHARED: &[&str] =
    &["content", "flatten", "rename", "rename_all", "rename_all_fields", "skip", "tag", "untagged"];

/// Says to serde what is said to ts-rs, where nothing is said to serde.
fn speak_serde(attrs: &mut Vec<Attribute>) {
    if attrs.iter().any(|attr| attr.path().is_ident("serde")) {
        return;
    }
    let said = attrs.iter().filter(|attr| attr.path().is_ident("ts")).filter_map(|attr| {
        attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()
    });
    let shared: Vec<Meta> = said
        .flatten()
        .filter(|meta| SHARED.iter().any(|shared| meta.path().is_ident(shared)))
        .collect();
    if !shared.is_empty() {
        attrs.push(syn::parse_quote!(#[serde(#(#shared),*)]));
    }
}

fn derives_serde(attr: &Attribute) -> bool {
    let is_derive = attr.path().is_ident("derive") || attr.path().is_ident("cfg_attr");
    match &attr.meta {
        Meta::List(list) => is_derive && list.tokens.to_string().contains("Serialize"),
        _ => false,
    }
}

/// Arguments for the parameters of a type.
fn filled(generics: &Generics) -> String {
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
