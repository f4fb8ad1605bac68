//! No dependency across a boundary, in the graph that cargo has resolved.

use std::collections::{BTreeMap, VecDeque};

use cargo_metadata::{DependencyKind, Metadata};

use super::violation::Violation;

/// Crates that a crate must not reach.
struct Boundary {
    krate: &'static str,
    has_default_features: bool,
    unreachable: &'static [&'static str],
}

const BOUNDARIES: [Boundary; 3] = [
    Boundary {
        krate: "ipc-macros",
        has_default_features: true,
        unreachable: &["clap", "ipc-codegen", "ipc-runtime", "tera"],
    },
    Boundary { krate: "ipc-runtime", has_default_features: true, unreachable: &["syn"] },
    Boundary { krate: "ipc-codegen", has_default_features: false, unreachable: &["clap"] },
];

/// Packages and their normal dependencies.
#[derive(Default)]
pub(super) struct Graph {
    packages: BTreeMap<String, Package>,
}

#[derive(Default)]
struct Package {
    name: String,
    /// The manifest, relative to the workspace's folder if it is in there.
    manifest: String,
    /// Whether it runs when its dependents are compiled, and is not linked into them.
    is_proc_macro: bool,
    dependencies: Vec<Dependency>,
}

struct Dependency {
    id: String,
    is_optional: bool,
}

impl Graph {
    /// The graph of a workspace.
    pub(super) fn of(metadata: &Metadata) -> Self {
        let mut graph = Self::default();
        let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
        for node in nodes {
            let package = &metadata[&node.id];
            let normal = node.deps.iter().filter(|dependency| {
                dependency.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal)
            });
            let dependencies = normal.map(|dependency| {
                let name = &metadata[&dependency.pkg].name;
                let mut declared = package.dependencies.iter().filter(|declared| {
                    declared.kind == DependencyKind::Normal && declared.name == name.as_str()
                });
                Dependency {
                    id: dependency.pkg.to_string(),
                    is_optional: declared.all(|declared| declared.optional),
                }
            });
            let manifest = &package.manifest_path;
            let manifest = manifest.strip_prefix(&metadata.workspace_root).unwrap_or(manifest);
            graph.packages.insert(
                node.id.to_string(),
                Package {
                    name: package.name.to_string(),
                    manifest: manifest.to_string(),
                    is_proc_macro: package
                        .targets
                        .iter()
                        .any(cargo_metadata::Target::is_proc_macro),
                    dependencies: dependencies.collect(),
                },
            );
        }
        graph
    }

    /// The shortest chain of dependencies from one package to another, by their names.
    fn chain(&self, from: &str, boundary: &Boundary, to: &str) -> Option<Vec<&str>> {
        let mut chains = BTreeMap::from([(from, vec![self.packages[from].name.as_str()])]);
        let mut queue = VecDeque::from([from]);
        while let Some(id) = queue.pop_front() {
            let package = &self.packages[id];
            let chain = chains[id].clone();
            if package.name == to {
                return Some(chain);
            }
            for dependency in &package.dependencies {
                let next = &self.packages[&dependency.id];
                let is_left_out = next.is_proc_macro
                    || (id == from && dependency.is_optional && !boundary.has_default_features);
                if !is_left_out && !chains.contains_key(dependency.id.as_str()) {
                    let chain = [chain.as_slice(), &[next.name.as_str()]].concat();
                    chains.insert(&dependency.id, chain);
                    queue.push_back(&dependency.id);
                }
            }
        }
        None
    }
}

/// Finds the dependencies that cross a boundary.
pub(super) fn find_unwanted_dependencies(graph: &Graph) -> Vec<Violation> {
    let mut violations = Vec::new();
    for boundary in &BOUNDARIES {
        let mut packages = graph.packages.iter();
        let Some((id, package)) = packages.find(|(_, package)| package.name == boundary.krate)
        else {
            violations.push(Violation {
                file: file!().to_owned(),
                line: 1,
                message: format!("there is no crate `{}`", boundary.krate),
                help: "name the crates of the workspace in the boundaries".to_owned(),
            });
            continue;
        };
        for unreachable in boundary.unreachable {
            let Some(chain) = graph.chain(id, boundary, unreachable) else {
                continue;
            };
            let features =
                if boundary.has_default_features { "" } else { " without its default features" };
            violations.push(Violation {
                file: package.manifest.clone(),
                line: 1,
                message: format!(
                    "`{}`{features} must not depend on `{unreachable}`: {}",
                    boundary.krate,
                    chain.join(" -> "),
                ),
                help: format!("remove the dependency on `{}`", chain.get(1).unwrap_or(unreachable)),
            });
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::{Dependency, Graph, Package, find_unwanted_dependencies};

    /// A graph of these packages, and of the crates that have boundaries. `name!` is a procedural
    /// macro, `name?` an optional dependency.
    fn graph(packages: &[(&str, &[&str])]) -> Graph {
        let mut graph = Graph::default();
        let bounded: [(&str, &[&str]); 3] =
            [("ipc-codegen", &[]), ("ipc-macros", &[]), ("ipc-runtime", &[])];
        for (name, dependencies) in bounded.iter().chain(packages) {
            let dependencies = dependencies.iter().map(|name| Dependency {
                id: name.trim_end_matches('?').to_owned(),
                is_optional: name.ends_with('?'),
            });
            let package = Package {
                name: name.trim_end_matches('!').to_owned(),
                manifest: format!("{name}/Cargo.toml"),
                is_proc_macro: name.ends_with('!'),
                dependencies: dependencies.collect(),
            };
            graph.packages.insert(package.name.clone(), package);
        }
        graph
    }

    fn messages(packages: &[(&str, &[&str])]) -> Vec<String> {
        let violations = find_unwanted_dependencies(&graph(packages));
        violations.into_iter().map(|violation| violation.message).collect()
    }

    #[test]
    fn dependencies_of_dependencies_count() {
        let packages: [(&str, &[&str]); 4] =
            [("ipc-macros!", &["a"]), ("a", &["b"]), ("b", &["tera"]), ("tera", &[])];
        assert_eq!(
            messages(&packages),
            ["`ipc-macros` must not depend on `tera`: ipc-macros -> a -> b -> tera"]
        );
    }

    #[test]
    fn procedural_macros_are_no_part_of_their_dependents() {
        let packages: [(&str, &[&str]); 3] =
            [("ipc-runtime", &["ipc-macros"]), ("ipc-macros!", &["syn"]), ("syn", &[])];
        assert_eq!(messages(&packages), [""; 0]);
        let packages: [(&str, &[&str]); 2] = [("ipc-runtime", &["syn"]), ("syn", &[])];
        assert_eq!(
            messages(&packages),
            ["`ipc-runtime` must not depend on `syn`: ipc-runtime -> syn"]
        );
    }

    #[test]
    fn optional_dependencies_count_with_the_default_features() {
        let packages: [(&str, &[&str]); 2] = [("ipc-codegen", &["clap?"]), ("clap", &[])];
        assert_eq!(messages(&packages), [""; 0]);
        let packages: [(&str, &[&str]); 2] = [("ipc-codegen", &["clap"]), ("clap", &[])];
        assert_eq!(
            messages(&packages),
            [
                "`ipc-codegen` without its default features must not depend on `clap`: ipc-codegen -> clap"
            ]
        );
        let packages: [(&str, &[&str]); 2] = [("ipc-runtime", &["syn?"]), ("syn", &[])];
        assert_eq!(messages(&packages).len(), 1);
    }

    #[test]
    fn a_boundary_of_a_crate_that_is_gone_is_reported() {
        let violations = find_unwanted_dependencies(&Graph::default());
        assert_eq!(violations.len(), 3);
        assert_eq!(violations[0].message, "there is no crate `ipc-macros`");
    }
}
