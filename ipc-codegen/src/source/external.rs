//! Crates from registries and repositories, whose sources cargo has on this machine.
//!
//! Cargo is asked only when a type leads into one of them, and only for what needs no download and no
//! build: where the sources are, and which features are on.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde::Deserialize;

use super::cfg::Cfg;
use super::dependency::{self, Dependency};
use super::krate::{Crate, Root};

/// The crates that only cargo can find.
#[derive(Default)]
pub(super) struct Externals {
    pub(super) crates: Vec<Crate>,
    /// The indices of crates, by a dependent crate and the name in its sources.
    pub(super) edges: BTreeMap<(usize, String), usize>,
}

/// The output of `cargo metadata`, reduced to what is used.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<MetadataPackage>,
    resolve: Option<Resolve>,
}

#[derive(Deserialize)]
struct MetadataPackage {
    id: String,
    name: String,
    version: String,
    manifest_path: PathBuf,
    targets: Vec<CargoTarget>,
}

#[derive(Deserialize)]
struct CargoTarget {
    name: String,
    kind: Vec<String>,
    src_path: PathBuf,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<NodeDependency>,
    features: BTreeSet<String>,
}

#[derive(Deserialize)]
struct NodeDependency {
    /// The name of the crate in the sources of the dependent.
    name: String,
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    /// `None` for a normal dependency, one of neither tests nor build scripts.
    kind: Option<String>,
}

impl Externals {
    /// Asks cargo about the packages of these crates.
    ///
    /// # Errors
    ///
    /// Why cargo does not answer, for the user.
    pub(super) fn load(crates: &[Crate]) -> Result<Self, String> {
        let mut externals = Self::default();
        // By package id: two workspaces may share a package.
        let mut indices = BTreeMap::new();
        let manifests = crates
            .iter()
            .enumerate()
            .filter_map(|(index, krate)| Some((index, krate.manifest.as_ref()?)));
        let known: BTreeMap<&Path, Vec<usize>> =
            manifests.fold(BTreeMap::new(), |mut known, (index, manifest)| {
                known.entry(manifest.as_path()).or_default().push(index);
                known
            });
        let mut answered = BTreeSet::new();
        for krate in crates.iter().filter(|krate| krate.is_input) {
            let Some(manifest) = &krate.manifest else { continue };
            if answered.contains(manifest) {
                continue;
            }
            let metadata =
                metadata(manifest, krate.cfg.target.map(|target| target.triple.as_str()))?;
            answered.extend(metadata.packages.iter().map(|package| package.manifest_path.clone()));
            externals.add(metadata, &known, crates, &mut indices);
        }
        Ok(externals)
    }

    fn add(
        &mut self,
        metadata: Metadata,
        known: &BTreeMap<&Path, Vec<usize>>,
        crates: &[Crate],
        indices: &mut BTreeMap<String, Vec<usize>>,
    ) {
        let nodes = metadata.resolve.map(|resolve| resolve.nodes).unwrap_or_default();
        let mut features: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut edges = Vec::new();
        for node in nodes {
            let deps = node.deps.into_iter().filter(|dependency| {
                dependency.dep_kinds.iter().any(|dependency| dependency.kind.is_none())
            });
            edges.push((node.id.clone(), deps.collect::<Vec<_>>()));
            features.insert(node.id, node.features);
        }
        let shared = crates.first().map(|krate| krate.cfg.clone()).unwrap_or_default();
        let mut packages = BTreeMap::new();
        let mut added = BTreeSet::new();
        for package in metadata.packages {
            let name = package.name.replace('-', "_");
            let major = package.version.split('.').next().and_then(|it| it.parse().ok());
            packages.insert(package.id.clone(), dependency::Package { name, major });
            if indices.contains_key(&package.id) {
                continue;
            }
            if let Some(known) = known.get(package.manifest_path.as_path()) {
                indices.insert(package.id, known.clone());
                continue;
            }
            let library = package.targets.into_iter().find(|target| {
                target.kind.iter().any(|kind| matches!(kind.as_str(), "lib" | "rlib" | "dylib"))
            });
            // A procedural macro exports no type.
            let Some(library) = library else { continue };
            added.insert(package.id.clone());
            indices.insert(package.id.clone(), vec![crates.len() + self.crates.len()]);
            self.crates.push(Crate {
                name: library.name.replace('-', "_"),
                root: Root::File(library.src_path),
                is_input: false,
                manifest: Some(package.manifest_path),
                version: None,
                dependencies: Some(BTreeMap::new()),
                cfg: Cfg {
                    features: features.remove(&package.id).unwrap_or_default(),
                    ..shared.clone()
                },
                module: OnceLock::new(),
                macros: OnceLock::new(),
            });
        }
        for (dependent, deps) in edges {
            for from in indices.get(&dependent).cloned().unwrap_or_default() {
                for dependency in &deps {
                    let to = indices.get(&dependency.pkg).and_then(|found| found.first());
                    if let Some(&to) = to {
                        self.edges.insert((from, dependency.name.clone()), to);
                    }
                    if added.contains(&dependent)
                        && let Some(dependencies) =
                            &mut self.crates[from - crates.len()].dependencies
                        && let Some(package) = packages.get(&dependency.pkg)
                    {
                        let opaque = Dependency::Opaque(package.clone());
                        dependencies.insert(dependency.name.clone(), opaque);
                    }
                }
            }
        }
    }
}

/// Runs `cargo metadata`: for all platforms at first, and for this one alone if sources of the others
/// are missing.
fn metadata(manifest: &Path, target: Option<&str>) -> Result<Metadata, String> {
    match (run(manifest, target), target) {
        (Err(reason), None) => match host() {
            Some(host) => run(manifest, Some(&host)),
            None => Err(reason),
        },
        (result, _) => result,
    }
}

fn run(manifest: &Path, target: Option<&str>) -> Result<Metadata, String> {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["metadata", "--format-version", "1", "--frozen", "--manifest-path"]);
    command.arg(manifest).args(target.iter().flat_map(|target| ["--filter-platform", target]));
    // Cargo looks for its configuration from this folder upwards.
    command.current_dir(manifest.parent().unwrap_or(Path::new("")));
    let output = command.output().map_err(|error| format!("cannot run cargo: {error}"))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        let line = text.lines().find_map(|line| line.strip_prefix("error: "));
        return Err(format!("cargo says: {}", line.unwrap_or_else(|| text.trim())));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("cannot read the output of cargo: {error}"))
}

/// The triple of this machine.
fn host() -> Option<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned)
}
