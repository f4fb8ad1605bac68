//! No circle of file modules.
//!
//! Reports the shortest circle first, and further ones that share no import with it. Imports upwards
//! are left out, because they are reported by themselves and would hide other circles.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;

use super::module::Crate;
use super::violation::Violation;

/// Finds the circles in a crate.
pub(super) fn find_circles(krate: &Crate) -> Vec<Violation> {
    let mut graph = Graph::of(krate);
    let mut violations = Vec::new();
    while let Some(circle) = graph.shortest_circle() {
        let imports = Graph::imports(&circle);
        violations.push(graph.report(krate, &imports));
        for (from, to) in imports {
            graph.imported[from].remove(&to);
        }
    }
    violations
}

/// The imports among the modules of a crate.
struct Graph {
    /// By importing and imported module, the line of the first import.
    lines: BTreeMap<(usize, usize), usize>,
    /// By importing module, the imported modules.
    imported: Vec<BTreeSet<usize>>,
}

impl Graph {
    fn of(krate: &Crate) -> Self {
        let mut graph =
            Self { lines: BTreeMap::new(), imported: vec![BTreeSet::new(); krate.modules.len()] };
        for importer in 0..krate.modules.len() {
            let module = &krate.modules[importer];
            let sideways = krate
                .internal_imports(importer)
                .filter(|&(_, imported)| !krate.modules[imported].is_ancestor_of(module));
            for (import, imported) in sideways {
                graph.lines.entry((importer, imported)).or_insert(import.line);
                graph.imported[importer].insert(imported);
            }
        }
        graph
    }

    /// The modules of the shortest circle, each imported by the one before it, and the first by
    /// the last.
    fn shortest_circle(&self) -> Option<Vec<usize>> {
        let imports = self.imported.iter().enumerate();
        let imports = imports.flat_map(|(from, all)| all.iter().map(move |&to| (from, to)));
        imports.filter_map(|(from, to)| self.path(to, from)).min_by_key(Vec::len)
    }

    /// The imports of a circle, as pairs of importing and imported module.
    fn imports(circle: &[usize]) -> Vec<(usize, usize)> {
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
            for &next in &self.imported[module] {
                origins.entry(next).or_insert_with(|| {
                    queue.push_back(next);
                    module
                });
            }
        }
        None
    }

    fn report(&self, krate: &Crate, imports: &[(usize, usize)]) -> Violation {
        let mut message = String::from("these modules import each other in a circle");
        let mut first = None;
        for &(from, to) in imports {
            let line = self.lines[&(from, to)];
            let (from, to) = (&krate.modules[from], &krate.modules[to]);
            let _ = write!(
                message,
                "\n  {}:{line}: `{}` imports from `{}`",
                from.file,
                from.title(),
                to.title(),
            );
            first.get_or_insert((from.file.clone(), line));
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
    use super::find_circles;
    use crate::tidy::module::{Crate, Import, Module, Source};

    /// A crate of modules that import the modules with these indices.
    fn krate(imports: &[&[usize]]) -> Crate {
        let module = |(index, imported): (usize, &&[usize])| {
            let import = |&module: &usize| Import {
                line: module + 1,
                path: Vec::new(),
                source: Source::Module(module),
            };
            let name = format!("m{index}");
            Module {
                file: format!("src/{name}.rs"),
                path: vec![name],
                imports: imported.iter().map(import).collect(),
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
            "these modules import each other in a circle\
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
}
