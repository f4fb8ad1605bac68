//! Packages: their manifests, path dependencies, and the features that are on.
//!
//! The manifests of all path dependencies are read at once, because cargo unifies the features that
//! all dependents of a package ask for. Their sources are read later.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use cargo_toml::{Error, Manifest};
use cfg_expr::targets::TargetInfo;
use ipc_syntax::Errors;

use super::cfg::Cfg;
use super::dependency::{Dependency, Package, RUNTIME};
use crate::codes;
use crate::input::Input;
use crate::report::{Location, Problem};

/// A package whose manifest has been read.
pub(super) struct LoadedPackage {
    pub(super) folder: PathBuf,
    pub(super) manifest: Manifest,
    pub(super) is_input: bool,
    /// The features that are on.
    pub(super) features: BTreeSet<String>,
    /// The optional dependencies that are on.
    enabled: BTreeSet<String>,
    /// The indices of its path dependencies, by their keys.
    edges: BTreeMap<String, usize>,
}

/// The packages of the input, and their path dependencies.
#[derive(Default)]
pub(super) struct Packages {
    pub(super) list: Vec<LoadedPackage>,
    /// Their indices, by the paths of their manifests.
    pub(super) by_manifest: BTreeMap<PathBuf, usize>,
}

impl Packages {
    /// Reads a manifest, unless that was done already, and returns the index of its package.
    pub(super) fn add(
        &mut self,
        path: PathBuf,
        is_input: bool,
        errors: &mut Errors<Problem>,
    ) -> Option<usize> {
        if let Some(&known) = self.by_manifest.get(&path) {
            self.list[known].is_input |= is_input;
            return Some(known);
        }
        let manifest = match Manifest::from_path(&path) {
            Ok(manifest) => manifest,
            Err(error) => {
                errors.push(invalid_manifest(&path, &error));
                return None;
            }
        };
        if manifest.package.is_none() {
            let members =
                manifest.workspace.as_ref().map(|workspace| workspace.members.join("`, `"));
            errors.push(
                Problem::new(
                    codes::NOT_A_CRATE,
                    format!("`{}` is a workspace, not a package", path.display()),
                )
                .help(format!("name one of its members: `{}`", members.unwrap_or_default())),
            );
            return None;
        }
        let index = self.list.len();
        self.list.push(LoadedPackage {
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

    /// Turns on the features that the input asks for. `is_strict`: whether to report unknown ones.
    pub(super) fn turn_on(&mut self, input: &Input, is_strict: bool, errors: &mut Errors<Problem>) {
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
                    format!("no named package has a feature `{feature}`"),
                );
                errors.push(match ipc_syntax::near_miss(feature, &names) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem,
                });
            }
        }
    }

    /// Follows features and path dependencies until nothing changes.
    pub(super) fn unify_features(
        &mut self,
        target: Option<&'static TargetInfo>,
        errors: &mut Errors<Problem>,
    ) {
        let mut index = 0;
        let mut is_settled = true;
        loop {
            let Some(package) = self.list.get_mut(index) else {
                if is_settled {
                    return;
                }
                (index, is_settled) = (0, true);
                continue;
            };
            is_settled &= !package.expand_features();
            let dependencies = package.path_dependencies(target);
            for (key, manifest, features) in dependencies {
                let edge = match self.list[index].edges.get(&key) {
                    Some(&edge) => Some(edge),
                    None => self.add(manifest, false, errors),
                };
                let Some(edge) = edge else { continue };
                is_settled &= self.list[index].edges.insert(key, edge).is_some();
                for feature in features {
                    is_settled &= !self.list[edge].features.insert(feature);
                }
            }
            // A broken manifest would be reported again in each round.
            if !errors.is_empty() {
                return;
            }
            index += 1;
        }
    }
}

impl LoadedPackage {
    pub(super) fn library_name(&self) -> String {
        let library = self.manifest.lib.as_ref().and_then(|library| library.name.clone());
        library.unwrap_or_else(|| self.manifest.package().name.clone()).replace('-', "_")
    }

    /// The features of the manifest, including those of optional dependencies.
    fn feature_names(&self) -> Vec<String> {
        let optional = self.manifest.dependencies.iter().filter(|(_, it)| it.optional());
        self.manifest.features.keys().chain(optional.map(|(key, _)| key)).cloned().collect()
    }

    /// Turns on the features and dependencies that the active features enable; returns whether
    /// anything changed.
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

    /// Turns on one value of a feature's list; returns whether it is a feature that was off.
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

    /// The active dependencies, by key.
    fn active<'a>(
        &'a self,
        target: Option<&'static TargetInfo>,
    ) -> impl Iterator<Item = (&'a String, &'a cargo_toml::Dependency)> {
        let cfg = Cfg { features: self.features.clone(), target, ..Cfg::default() };
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

    /// The features that this package asks of a dependency, without the default ones.
    fn features_for(&self, key: &str, dependency: &cargo_toml::Dependency) -> Vec<String> {
        let own = self.features.iter().filter_map(|feature| {
            let (name, feature) = feature.split_once('/')?;
            (name.trim_end_matches('?') == key).then(|| feature.to_owned())
        });
        dependency.req_features().iter().cloned().chain(own).collect()
    }

    /// The features that this package asks of each dependency without a path, on any target.
    pub(super) fn requested_features(&self) -> impl Iterator<Item = (String, Vec<String>)> {
        let is_on = |key: &String, it: &cargo_toml::Dependency| {
            (!it.optional() || self.enabled.contains(key)) && !self.edges.contains_key(key)
        };
        let dependencies = self.manifest.dependencies.iter();
        dependencies.filter(move |(key, it)| is_on(key, it)).map(|(key, dependency)| {
            let package = dependency.package().unwrap_or(key).replace('-', "_");
            (package, self.features_for(key, dependency))
        })
    }

    /// The path dependencies: key, manifest, and requested features.
    fn path_dependencies(
        &self,
        target: Option<&'static TargetInfo>,
    ) -> Vec<(String, PathBuf, Vec<String>)> {
        let mut found = Vec::new();
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
            found.push((key.clone(), manifest, features));
        }
        found
    }

    /// What the names of crates mean in this package's sources.
    pub(super) fn dependencies(
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
                (key, Dependency::Opaque(Package { name, major }))
            };
            let name = if dependency.package().is_some() { key } else { name };
            dependencies.insert(name.replace('-', "_"), meaning);
        }
        dependencies
    }
}

/// The major version that a requirement such as `^2.1`, `=2.1.0` or `2.*` allows.
fn major(requirement: &str) -> Option<u64> {
    let version = requirement.trim_start_matches(['^', '=', '~']);
    version.split('.').next()?.parse().ok()
}

/// The absolute path, without `.` and `..`.
pub(super) fn absolute(path: &Path) -> PathBuf {
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
            problem.at(Location { file: path.into(), range })
        }
        error => Problem::new(
            codes::INVALID_MANIFEST,
            format!("cannot read `{}`: {error}", path.display()),
        ),
    }
}
