//! Packages: their targets, the crates that they depend on, and the features that are on.
//!
//! The manifests of all path dependencies are read at once, because cargo unites the features
//! that all dependents of a package ask for. Their sources are not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use cargo_toml::{Error, Manifest};
use cfg_expr::targets::{ALL_BUILTINS, TargetInfo, get_builtin_target_by_triple};

use super::program::Crate;
use super::{Cfg, Dependency, Program};
use crate::codes;
use crate::compile::Input;
use crate::report::{Place, Problem};

/// Where the text of a crate's root module is.
pub(crate) enum Root {
    /// In a file.
    File(PathBuf),
    /// Here, under this name.
    Text(String, String),
}

/// The runtime's package. Its types are known; its source is not read, even by path.
pub(super) const RUNTIME: &str = "ipc-runtime";

/// One package and what is known about it so far.
struct Package {
    folder: PathBuf,
    manifest: Manifest,
    is_input: bool,
    features: BTreeSet<String>,
    /// Optional dependencies that are on.
    enabled: BTreeSet<String>,
    /// Packages by the keys of the dependencies on them.
    edges: BTreeMap<String, usize>,
}

/// Packages by their manifests.
#[derive(Default)]
struct Packages {
    list: Vec<Package>,
    by_manifest: BTreeMap<PathBuf, usize>,
}

/// Finds the crates that the input names and, by their manifests, all that these depend on by
/// path.
pub(crate) fn discover(input: &Input) -> Result<Program, Vec<Problem>> {
    let mut problems = Vec::new();
    let target = input.target.as_deref().and_then(|triple| {
        let target = get_builtin_target_by_triple(triple);
        if target.is_none() {
            problems.push(unknown_target(triple));
        }
        target
    });
    let mut packages = Packages::default();
    let mut files = BTreeSet::new();
    for path in &input.paths {
        match classify(path) {
            Ok(Named::Package(manifest)) => {
                packages.add(manifest, true, &mut problems);
            }
            Ok(Named::File(file)) => {
                files.insert(file);
            }
            Err(problem) => problems.push(*problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    packages.turn_on(input, files.is_empty(), &mut problems);
    packages.unite_features(target, &mut problems);
    let mut program = packages.into_program(target, &mut problems);
    let features: BTreeSet<_> = input.features.iter().cloned().collect();
    program.crates.extend(files.into_iter().map(|file| {
        Crate {
            name: file
                .file_stem()
                .map_or_else(String::new, |stem| stem.to_string_lossy().replace('-', "_")),
            root: Root::File(file),
            is_input: true,
            manifest: None,
            dependencies: None,
            cfg: Cfg { features: features.clone(), target },
            module: OnceLock::new(),
        }
    }));
    if problems.is_empty() { Ok(program) } else { Err(problems) }
}

/// What a path on the command line names.
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

impl Packages {
    /// Reads a manifest, once; its index.
    fn add(&mut self, path: PathBuf, is_input: bool, problems: &mut Vec<Problem>) -> Option<usize> {
        if let Some(&known) = self.by_manifest.get(&path) {
            self.list[known].is_input |= is_input;
            return Some(known);
        }
        let manifest = match Manifest::from_path(&path) {
            Ok(manifest) => manifest,
            Err(error) => {
                problems.push(invalid_manifest(&path, &error));
                return None;
            }
        };
        if manifest.package.is_none() {
            let members =
                manifest.workspace.as_ref().map(|workspace| workspace.members.join("`, `"));
            problems.push(
                Problem::new(
                    codes::NOT_A_CRATE,
                    format!("`{}` is a workspace and no package", path.display()),
                )
                .help(format!("name one of its members: `{}`", members.unwrap_or_default())),
            );
            return None;
        }
        let index = self.list.len();
        self.list.push(Package {
            folder: path.parent().unwrap_or(Path::new("")).to_owned(),
            manifest,
            is_input,
            features: BTreeSet::new(),
            enabled: BTreeSet::new(),
            edges: BTreeMap::new(),
        });
        self.by_manifest.insert(path, index);
        Some(index)
    }

    /// Turns on the features that the input asks for.
    fn turn_on(&mut self, input: &Input, is_strict: bool, problems: &mut Vec<Problem>) {
        let mut known = BTreeSet::new();
        for package in &mut self.list {
            let names: Vec<String> = package.feature_names();
            if !input.no_default_features {
                package.features.insert("default".to_owned());
            }
            let wanted =
                names.iter().filter(|name| input.all_features || input.features.contains(name));
            package.features.extend(wanted.cloned());
            for feature in input.features.iter().filter(|feature| feature.contains('/')) {
                package.turn_on_value(feature);
            }
            known.extend(names);
        }
        if !is_strict {
            return;
        }
        for feature in &input.features {
            if !known.contains(feature) && !feature.contains('/') {
                let names: Vec<&str> = known.iter().map(String::as_str).collect();
                let problem = Problem::new(
                    codes::UNKNOWN_FEATURE,
                    format!("there is no feature `{feature}` in what was named"),
                );
                problems.push(match ipc_syntax::near_miss(feature, &names) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem,
                });
            }
        }
    }

    /// Follows features and path dependencies until nothing changes.
    fn unite_features(&mut self, target: Option<&'static TargetInfo>, problems: &mut Vec<Problem>) {
        let mut at = 0;
        let mut is_settled = true;
        loop {
            let Some(package) = self.list.get_mut(at) else {
                if is_settled {
                    return;
                }
                (at, is_settled) = (0, true);
                continue;
            };
            is_settled &= !package.expand_features();
            let wanted = package.wanted(target);
            for (key, manifest, features) in wanted {
                let edge = match self.list[at].edges.get(&key) {
                    Some(&edge) => Some(edge),
                    None => self.add(manifest, false, problems),
                };
                let Some(edge) = edge else { continue };
                is_settled &= self.list[at].edges.insert(key, edge).is_some();
                for feature in features {
                    is_settled &= !self.list[edge].features.insert(feature);
                }
            }
            // A manifest that is broken is broken each time.
            if !problems.is_empty() {
                return;
            }
            at += 1;
        }
    }

    fn into_program(
        self,
        target: Option<&'static TargetInfo>,
        problems: &mut Vec<Problem>,
    ) -> Program {
        // A dependency is on the library: libraries come first, at the index of their package.
        let names: Vec<String> = self.list.iter().map(Package::library_name).collect();
        let mut crates = Vec::new();
        let mut binaries = Vec::new();
        for package in &self.list {
            let cfg = Cfg { features: package.features.clone(), target };
            let dependencies = package.dependencies(target, &names);
            let library = package.manifest.lib.as_ref();
            let library = library.and_then(|library| library.path.as_deref());
            let new_crate = |name: String, path: &str, is_input| Crate {
                name,
                root: Root::File(absolute(&package.folder.join(path))),
                is_input,
                manifest: Some(package.folder.join("Cargo.toml")),
                dependencies: Some(dependencies.clone()),
                cfg: cfg.clone(),
                module: OnceLock::new(),
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
                let is_on =
                    binary.required_features.iter().all(|name| package.features.contains(name));
                if let (Some(path), true) = (&binary.path, is_on) {
                    let name = binary.name.as_deref().unwrap_or("main").replace('-', "_");
                    binaries.push(new_crate(name, path, true));
                }
            }
            if binaries.len() == before {
                problems.push(
                    Problem::new(
                        codes::NOT_A_CRATE,
                        format!(
                            "`{}` has neither a library nor a binary",
                            package.folder.display()
                        ),
                    )
                    .help("create `src/lib.rs`"),
                );
            }
        }
        crates.append(&mut binaries);
        let mut asked: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (package, features) in self.list.iter().flat_map(Package::asked) {
            asked.entry(package).or_default().extend(features);
        }
        Program::new(crates, self.by_manifest.into_keys().collect(), asked)
    }
}

impl Package {
    fn library_name(&self) -> String {
        let library = self.manifest.lib.as_ref().and_then(|library| library.name.clone());
        library.unwrap_or_else(|| self.manifest.package().name.clone()).replace('-', "_")
    }

    /// The features of the manifest, and those that optional dependencies are.
    fn feature_names(&self) -> Vec<String> {
        let optional = self.manifest.dependencies.iter().filter(|(_, it)| it.optional());
        self.manifest.features.keys().chain(optional.map(|(key, _)| key)).cloned().collect()
    }

    /// Turns on what the features that are on turn on; whether that was news.
    fn expand_features(&mut self) -> bool {
        let count = |it: &Self| it.features.len() + it.enabled.len();
        let before = count(self);
        let mut pending: Vec<String> = self.features.iter().cloned().collect();
        while let Some(feature) = pending.pop() {
            let Some(values) = self.manifest.features.get(&feature).cloned() else {
                // An optional dependency is a feature of its own.
                self.enabled.insert(feature);
                continue;
            };
            for value in values {
                if self.turn_on_value(&value) {
                    pending.push(value);
                }
            }
        }
        count(self) != before
    }

    /// Turns on one value of a feature's list; whether that is a feature that was off.
    fn turn_on_value(&mut self, value: &str) -> bool {
        if let Some(dependency) = value.strip_prefix("dep:") {
            self.enabled.insert(dependency.to_owned());
            false
        } else if let Some((dependency, _)) = value.split_once('/') {
            if !dependency.ends_with('?') {
                self.enabled.insert(dependency.to_owned());
            }
            self.features.insert(value.to_owned());
            false
        } else {
            self.features.insert(value.to_owned())
        }
    }

    /// The dependencies that are on, by key.
    fn active<'a>(
        &'a self,
        target: Option<&'static TargetInfo>,
    ) -> impl Iterator<Item = (&'a String, &'a cargo_toml::Dependency)> {
        let cfg = Cfg { features: self.features.clone(), target };
        let by_target = self.manifest.target.iter().filter(move |(key, _)| {
            let predicate = key.strip_prefix("cfg(").and_then(|key| key.strip_suffix(')'));
            match (predicate, target) {
                (Some(predicate), _) => cfg.evaluate(predicate) != Ok(Some(false)),
                (None, Some(target)) => target.triple.as_str() == key.as_str(),
                (None, None) => true,
            }
        });
        self.manifest
            .dependencies
            .iter()
            .chain(by_target.flat_map(|(_, target)| &target.dependencies))
            .filter(|(key, it)| !it.optional() || self.enabled.contains(*key))
    }

    /// The features that are asked of a dependency, without its default ones.
    fn features_for(&self, key: &str, dependency: &cargo_toml::Dependency) -> Vec<String> {
        let own = self.features.iter().filter_map(|feature| {
            let (name, feature) = feature.split_once('/')?;
            (name.trim_end_matches('?') == key).then(|| feature.to_owned())
        });
        dependency.req_features().iter().cloned().chain(own).collect()
    }

    /// What is asked of each package that is not depended on by path, whatever the target.
    fn asked(&self) -> impl Iterator<Item = (String, Vec<String>)> {
        let is_on = |key: &String, it: &cargo_toml::Dependency| {
            (!it.optional() || self.enabled.contains(key)) && !self.edges.contains_key(key)
        };
        let dependencies = self.manifest.dependencies.iter();
        dependencies.filter(move |(key, it)| is_on(key, it)).map(|(key, dependency)| {
            let package = dependency.package().unwrap_or(key).replace('-', "_");
            (package, self.features_for(key, dependency))
        })
    }

    /// The packages that are depended on by path: key, manifest, and features asked for.
    fn wanted(&self, target: Option<&'static TargetInfo>) -> Vec<(String, PathBuf, Vec<String>)> {
        let mut wanted = Vec::new();
        for (key, dependency) in self.active(target) {
            let Some(detail) = dependency.detail() else { continue };
            let Some(path) = &detail.path else { continue };
            if dependency.package().unwrap_or(key) == RUNTIME {
                continue;
            }
            let mut features = self.features_for(key, dependency);
            if detail.default_features {
                features.push("default".to_owned());
            }
            let manifest = absolute(&self.folder.join(path).join("Cargo.toml"));
            wanted.push((key.clone(), manifest, features));
        }
        wanted
    }

    /// What the names of crates stand for in this package's sources.
    fn dependencies(
        &self,
        target: Option<&'static TargetInfo>,
        library_names: &[String],
    ) -> BTreeMap<String, Dependency> {
        let mut dependencies = BTreeMap::new();
        for (key, dependency) in self.active(target) {
            let (name, meaning) = if let Some(&index) = self.edges.get(key) {
                (&library_names[index], Dependency::Source(index))
            } else {
                let name = dependency.package().unwrap_or(key).replace('-', "_");
                let major = dependency.try_req().ok().and_then(|it| major(&it.to_string()));
                (key, Dependency::Opaque(super::Package { name, major }))
            };
            let name = if dependency.package().is_some() { key } else { name };
            dependencies.insert(name.replace('-', "_"), meaning);
        }
        dependencies
    }
}

/// The first number of all versions that a requirement allows: of `^2.1`, `=2.1.0` or `2.*`.
fn major(requirement: &str) -> Option<u64> {
    let version = requirement.trim_start_matches(['^', '=', '~']);
    version.split('.').next()?.parse().ok()
}

/// The path from the root of the file system, without `.` and `..`.
fn absolute(path: &Path) -> PathBuf {
    let mut full = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                full.pop();
            }
            part => full.push(part),
        }
    }
    full
}

fn invalid_manifest(path: &Path, error: &Error) -> Problem {
    match error {
        Error::Parse(error) => {
            let message = error.message().trim_end_matches('.').to_owned();
            let problem = Problem::new(codes::INVALID_MANIFEST, message);
            let range = error.span().unwrap_or_default();
            problem.at(Place { file: path.into(), range })
        }
        error => Problem::new(
            codes::INVALID_MANIFEST,
            format!("cannot read `{}`: {error}", path.display()),
        ),
    }
}

fn unknown_target(triple: &str) -> Problem {
    let problem = Problem::new(codes::UNKNOWN_TARGET, format!("rustc knows no target `{triple}`"));
    let names: Vec<&str> = ALL_BUILTINS.iter().map(|target| target.triple.as_str()).collect();
    match ipc_syntax::near_miss(triple, &names) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("`rustc --print target-list` lists them"),
    }
}
