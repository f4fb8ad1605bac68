//! No circle of file modules.
//!
//! A module depends on the modules that it imports from, and on the modules whose methods it calls, if
//! these methods are in an `impl` of a type that another module defines.
//!
//! Reports the shortest circle first, and further ones that share no dependency with it. Imports
//! upwards are left out, because they are reported by themselves and would hide other circles.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;

use super::module::{Crate, Module};
use super::violation::Violation;

/// One module in several files, which call each other's methods.
struct SplitModule {
    krate: &'static str,
    path: &'static str,
}

const SPLIT_MODULES: [SplitModule; 2] = [
    // Paths lead through imports and associated types, and these through paths and impls: `Resolver` is
    // one recursion, with a file for each kind of question.
    SplitModule { krate: "ipc-codegen", path: "crate::resolve" },
    // A type contains fields, and a field a type: `TypeLowerer` is one recursion, with a file for each
    // kind of type.
    SplitModule { krate: "ipc-codegen", path: "crate::lower" },
];

/// Finds the circles in a crate.
pub(super) fn find_circles(krate: &Crate) -> Vec<Violation> {
    let mut violations = find_circles_except(krate, &SPLIT_MODULES);
    for split in SPLIT_MODULES.iter().filter(|split| split.is_in(krate)) {
        let others: Vec<_> =
            SPLIT_MODULES.iter().filter(|other| other.path != split.path).collect();
        if Graph::of(krate, &others).shortest_circle().is_none() {
            violations.push(Violation {
                file: file!().to_owned(),
                line: 1,
                message: format!("the files of `{}` call each other in no circle", split.path),
                help: "remove it from the list of split modules".to_owned(),
            });
        }
    }
    violations
}

fn find_circles_except(krate: &Crate, split: &[SplitModule]) -> Vec<Violation> {
    let mut graph = Graph::of(krate, &split.iter().collect::<Vec<_>>());
    let mut violations = Vec::new();
    while let Some(circle) = graph.shortest_circle() {
        let edges = Graph::edges(&circle);
        violations.push(graph.report(krate, &edges));
        for (from, to) in edges {
            graph.targets[from].remove(&to);
        }
    }
    violations
}

impl SplitModule {
    /// Whether a crate is the library that this module belongs to.
    fn is_in(&self, krate: &Crate) -> bool {
        krate.is_library() && krate.name == self.krate
    }

    fn contains(&self, krate: &Crate, module: &Module) -> bool {
        let below = module.title().strip_prefix(self.path).map(str::to_owned);
        krate.name == self.krate && below.is_some_and(|it| it.is_empty() || it.starts_with("::"))
    }
}

/// The dependencies among the modules of a crate.
struct Graph {
    /// By a module and one that it depends on, the first dependency.
    dependencies: BTreeMap<(usize, usize), Dependency>,
    /// By a module, the modules that it depends on.
    targets: Vec<BTreeSet<usize>>,
}

struct Dependency {
    line: usize,
    /// The method that is called, unless this is an import.
    method: Option<String>,
}

impl Graph {
    fn of(krate: &Crate, split: &[&SplitModule]) -> Self {
        let targets = vec![BTreeSet::new(); krate.modules.len()];
        let mut graph = Self { dependencies: BTreeMap::new(), targets };
        for (from, module) in krate.modules.iter().enumerate() {
            for (import, to) in krate.internal_imports(from) {
                if !krate.modules[to].is_ancestor_of(module) {
                    graph.add(from, to, Dependency { line: import.line, method: None });
                }
            }
            for (call, to) in krate.extension_calls(from) {
                let is_split = split.iter().any(|split| {
                    split.contains(krate, module) && split.contains(krate, &krate.modules[to])
                });
                if !is_split {
                    let method = Some(call.method.clone());
                    graph.add(from, to, Dependency { line: call.line, method });
                }
            }
        }
        graph
    }

    fn add(&mut self, from: usize, to: usize, dependency: Dependency) {
        self.dependencies.entry((from, to)).or_insert(dependency);
        self.targets[from].insert(to);
    }

    /// The modules of the shortest circle. Each one depends on the next one, and the last one on the
    /// first.
    fn shortest_circle(&self) -> Option<Vec<usize>> {
        let edges = self.targets.iter().enumerate();
        let edges = edges.flat_map(|(from, targets)| targets.iter().map(move |&to| (from, to)));
        edges.filter_map(|(from, to)| self.path(to, from)).min_by_key(Vec::len)
    }

    /// The dependencies of a circle, as pairs of modules.
    fn edges(circle: &[usize]) -> Vec<(usize, usize)> {
        let next = circle.iter().cycle().skip(1);
        circle.iter().copied().zip(next.copied()).collect()
    }

    /// The shortest path between two modules, both included.
    fn path(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        let mut origins = BTreeMap::from([(from, from)]);
        let mut queue = VecDeque::from([from]);
        while let Some(module) = queue.pop_front() {
            if module == to {
                let mut path = vec![to];
                let mut last = to;
                while last != from {
                    last = origins[&last];
                    path.push(last);
                }
                path.reverse();
                return Some(path);
            }
            for &next in &self.targets[module] {
                origins.entry(next).or_insert_with(|| {
                    queue.push_back(next);
                    module
                });
            }
        }
        None
    }

    fn report(&self, krate: &Crate, edges: &[(usize, usize)]) -> Violation {
        let mut message = String::from("these modules depend on each other in a circle");
        let mut first = None;
        for &(from, to) in edges {
            let Dependency { line, method } = &self.dependencies[&(from, to)];
            let (from, to) = (&krate.modules[from], &krate.modules[to]);
            let action = match method {
                Some(method) => format!("calls `{method}` of"),
                None => "imports from".to_owned(),
            };
            let (title, file) = (from.title(), &from.file);
            let _ = write!(message, "\n  {file}:{line}: `{title}` {action} `{}`", to.title());
            first.get_or_insert((from.file.clone(), *line));
        }
        let (file, line) = first.unwrap_or_default();
        Violation {
            file,
            line,
            message,
            help: "move the items that both need into a module of its own below them, or pass it as an \
                   argument"
                .to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SplitModule, find_circles, find_circles_except};
    use crate::tidy::module::{Call, Crate, Extension, Import, Module, Source};

    /// A crate of modules that import the modules with these indices.
    fn krate(imports: &[&[usize]]) -> Crate {
        let module = |(index, imported): (usize, &&[usize])| {
            let import = |&module: &usize| Import {
                line: module + 1,
                path: Vec::new(),
                source: Source::Module(module),
                hides_crate: false,
            };
            let name = format!("m{index}");
            Module {
                file: format!("src/{name}.rs"),
                path: vec![name],
                imports: imported.iter().map(import).collect(),
                ..Module::default()
            }
        };
        Crate {
            name: "made-up".to_owned(),
            modules: imports.iter().enumerate().map(module).collect(),
        }
    }

    #[test]
    fn layers_have_no_circle() {
        assert_eq!(find_circles(&krate(&[&[1, 2], &[2], &[2, 3], &[]])), []);
    }

    #[test]
    fn the_shortest_circle_is_reported_with_its_imports() {
        let circles = find_circles(&krate(&[&[1], &[2], &[0, 3], &[2]]));
        assert_eq!(circles.len(), 2);
        let circle = &circles[0];
        assert_eq!((circle.file.as_str(), circle.line), ("src/m3.rs", 3));
        assert_eq!(
            circle.message,
            "these modules depend on each other in a circle\
             \n  src/m3.rs:3: `crate::m3` imports from `crate::m2`\
             \n  src/m2.rs:4: `crate::m2` imports from `crate::m3`"
        );
    }

    #[test]
    fn imports_upwards_are_left_out() {
        let mut nested = krate(&[&[1], &[0]]);
        nested.modules[1].path.insert(0, "m0".to_owned());
        assert_eq!(find_circles(&nested), []);
    }

    #[test]
    fn separate_circles_are_reported_each() {
        assert_eq!(find_circles(&krate(&[&[1], &[0], &[3], &[2, 0]])).len(), 2);
    }

    /// `m0` defines a type and calls a method that `m1` adds to it.
    fn extension() -> Crate {
        let mut krate = krate(&[&[], &[0]]);
        krate.modules[0].calls = vec![Call { line: 8, method: "grow".to_owned() }];
        krate.modules[1].extensions = vec![Extension {
            module: 0,
            extended: "Tree".to_owned(),
            methods: vec!["grow".to_owned()],
        }];
        krate
    }

    #[test]
    fn calls_of_methods_in_other_files_make_circles() {
        let mut krate = extension();
        assert_eq!(
            find_circles(&krate)[0].message,
            "these modules depend on each other in a circle\
             \n  src/m1.rs:1: `crate::m1` imports from `crate::m0`\
             \n  src/m0.rs:8: `crate::m0` calls `grow` of `crate::m1`"
        );
        krate.modules[0].calls[0].method = "shrink".to_owned();
        assert_eq!(find_circles(&krate), []);
    }

    #[test]
    fn calls_within_a_split_module_are_left_out() {
        let mut krate = extension();
        let split = [SplitModule { krate: "made-up", path: "crate::m" }];
        assert_eq!(find_circles_except(&krate, &split).len(), 1);
        for module in &mut krate.modules {
            module.path.insert(0, "m".to_owned());
        }
        assert_eq!(find_circles_except(&krate, &split), []);
        krate.modules[0].imports.push(Import {
            line: 2,
            path: Vec::new(),
            source: Source::Module(1),
            hides_crate: false,
        });
        assert_eq!(find_circles_except(&krate, &split).len(), 1);
    }

    #[test]
    fn a_split_module_that_is_gone_is_reported() {
        let mut krate = krate(&[&[]]);
        krate.name = "ipc-codegen".to_owned();
        krate.modules[0].file = "ipc-codegen/src/lib.rs".to_owned();
        assert_eq!(find_circles(&krate).len(), 2);
    }
}
