//! Finds the crates that the input names, and all their path dependencies.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use cfg_expr::targets::{ALL_BUILTINS, TargetInfo, get_builtin_target_by_triple};
use ipc_syntax::Errors;

use super::cfg::{Cfg, GivenCfgs};
use super::krate::{Crate, Root};
use super::manifest::{LoadedPackage, Packages, absolute};
use super::program::Program;
use crate::codes;
use crate::input::Input;
use crate::report::Problem;

/// Finds the crates that the input names and, by their manifests, their path dependencies.
pub(crate) fn discover(input: &Input) -> Result<Program, Vec<Problem>> {
    let mut errors = Errors::new();
    let target = input.target.as_deref().and_then(|triple| {
        let target = get_builtin_target_by_triple(triple);
        if target.is_none() {
            errors.push(unknown_target(triple));
        }
        target
    });
    let given = Arc::new(GivenCfgs::read(&input.cfg, &mut errors));
    let mut packages = Packages::default();
    let mut files = BTreeSet::new();
    let mut manifests = BTreeSet::new();
    for path in &input.paths {
        let is_new = match classify(path) {
            Ok(Named::Package(manifest)) => {
                packages.add(manifest.clone(), true, &mut errors);
                manifests.insert(manifest)
            }
            Ok(Named::File(file)) => files.insert(file),
            Err(problem) => {
                errors.push(*problem);
                true
            }
        };
        if !is_new {
            let message = format!("`{}` is given twice", path.display());
            errors.push(Problem::new(codes::DUPLICATE_INPUT, message).help("give it once"));
        }
    }
    errors.check()?;

    let mut errors = Errors::new();
    packages.turn_on(input, files.is_empty(), &mut errors);
    packages.unify_features(target, &mut errors);
    let mut program = into_program(packages, target, &given, &mut errors);
    let features: BTreeSet<_> = input.features.iter().cloned().collect();
    program.crates.extend(files.into_iter().map(|file| {
        Crate {
            name: file
                .file_stem()
                .map_or_else(String::new, |stem| stem.to_string_lossy().replace('-', "_")),
            root: Root::File(file),
            is_input: true,
            manifest: None,
            version: None,
            dependencies: None,
            cfg: Cfg { features: features.clone(), target, given: Arc::clone(&given) },
            module: OnceLock::new(),
            macros: OnceLock::new(),
        }
    }));
    program.configure(&input.types, &mut errors);
    errors.check().map(|()| program)
}

/// What a path of the input names.
enum Named {
    /// The package of this manifest.
    Package(PathBuf),
    /// A source file, which is a crate's root.
    File(PathBuf),
}

fn classify(path: &Path) -> Result<Named, Box<Problem>> {
    let shown = path.display();
    let full = absolute(path);
    let manifest = full.join("Cargo.toml");
    let (code, message) = if !full.exists() {
        (codes::NO_SUCH_PATH, format!("there is no `{shown}`"))
    } else if manifest.is_file() {
        return Ok(Named::Package(manifest));
    } else if full.is_dir() {
        (codes::NOT_A_CRATE, format!("`{shown}` has no `Cargo.toml`"))
    } else if full.file_name().is_some_and(|name| name == "Cargo.toml") {
        return Ok(Named::Package(full));
    } else if full.extension().is_some_and(|extension| extension == "rs") {
        return Ok(Named::File(full));
    } else {
        let message = format!("`{shown}` is neither a `Cargo.toml` nor a `.rs` file");
        (codes::NOT_A_CRATE, message)
    };
    let help = "name a crate's folder, its `Cargo.toml`, or a `.rs` file";
    Err(Box::new(Problem::new(code, message).help(help)))
}

/// The crates of the packages. Reports packages without a target.
fn into_program(
    packages: Packages,
    target: Option<&'static TargetInfo>,
    given: &Arc<GivenCfgs>,
    errors: &mut Errors<Problem>,
) -> Program {
    // Dependencies name libraries, so these come first, each at the index of its package.
    let names: Vec<String> = packages.list.iter().map(LoadedPackage::library_name).collect();
    let mut crates = Vec::new();
    let mut binaries = Vec::new();
    for package in &packages.list {
        let (features, given) = (package.features.clone(), Arc::clone(given));
        let cfg = Cfg { features, target, given };
        let dependencies = package.dependencies(target, &names);
        let version = package.manifest.package.as_ref().map(|it| it.version().to_string());
        let library = package.manifest.lib.as_ref();
        let library = library.and_then(|library| library.path.as_deref());
        let new_crate = |name: String, path: &str, is_input| Crate {
            name,
            root: Root::File(absolute(&package.folder.join(path))),
            is_input,
            manifest: Some(package.folder.join("Cargo.toml")),
            version: version.clone(),
            dependencies: Some(dependencies.clone()),
            cfg: cfg.clone(),
            module: OnceLock::new(),
            macros: OnceLock::new(),
        };
        crates.push(new_crate(
            package.library_name(),
            library.unwrap_or("src/lib.rs"),
            package.is_input && library.is_some(),
        ));
        if !package.is_input || library.is_some() {
            continue;
        }
        let before = binaries.len();
        for binary in &package.manifest.bin {
            let is_on = binary.required_features.iter().all(|name| package.features.contains(name));
            if let (Some(path), true) = (&binary.path, is_on) {
                let name = binary.name.as_deref().unwrap_or("main").replace('-', "_");
                binaries.push(new_crate(name, path, true));
            }
        }
        if binaries.len() == before {
            errors.push(
                Problem::new(
                    codes::NOT_A_CRATE,
                    format!("`{}` has neither a library nor a binary", package.folder.display()),
                )
                .help("create `src/lib.rs`"),
            );
        }
    }
    crates.append(&mut binaries);
    let mut requested: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (package, features) in packages.list.iter().flat_map(LoadedPackage::requested_features) {
        requested.entry(package).or_default().extend(features);
    }
    Program::new(crates, packages.by_manifest.into_keys().collect(), requested)
}

fn unknown_target(triple: &str) -> Problem {
    let problem = Problem::new(codes::UNKNOWN_TARGET, format!("rustc knows no target `{triple}`"));
    let names: Vec<&str> = ALL_BUILTINS.iter().map(|target| target.triple.as_str()).collect();
    match ipc_syntax::near_miss(triple, &names) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("`rustc --print target-list` lists them"),
    }
}
