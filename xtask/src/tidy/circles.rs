//! No circle of file modules.
//!
//! Reports the shortest circle of each set of modules that reach each other. Imports upwards are
//! left out, because they are reported by themselves and would hide other circles.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;

use super::module::Crate;
use super::violation::Violation;

/// Finds the circles in a crate.
pub(super) fn find_circles(krate: &Crate) -> Vec<Violation> {
    let graph = Graph::of(krate);
    let mut circles: Vec<_> =
        (0..krate.modules.len()).filter_map(|module| graph.shortest_circle(module)).collect();
    circles.sort_by_key(Vec::len);
    let mut reported = BTreeSet::new();
    let mut violations = Vec::new();
    for circle in circles {
        let is_connected = |&module: &usize| {
            let other = circle[0];
            graph.path(module, other).is_some() && graph.path(other, module).is_some()
        };
        if !reported.iter().any(is_connected) {
            violations.push(graph.report(krate, &circle));
            reported.insert(circle[0]);
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

    /// The shortest way from a module back to itself, which stands at the end alone.
    fn shortest_circle(&self, module: usize) -> Option<Vec<usize>> {
        let ways = self.imported[module].iter().filter_map(|&next| self.path(next, module));
        ways.min_by_key(Vec::len)
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

    fn report(&self, krate: &Crate, circle: &[usize]) -> Violation {
        let mut message = String::from("these modules import each other in a circle");
        let origins = circle.iter().skip(circle.len() - 1).chain(circle);
        let mut first = None;
        for (&from, &to) in origins.zip(circle) {
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
            help: "move what both need into a module of its own below them, or pass it as an \
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
        let [circle] = &find_circles(&krate(&[&[1], &[2], &[0, 3], &[2]]))[..] else {
            panic!("one circle");
        };
        assert_eq!((circle.file.as_str(), circle.line), ("src/m2.rs", 4));
        assert_eq!(
            circle.message,
            "these modules import each other in a circle\
             \n  src/m2.rs:4: `crate::m2` imports from `crate::m3`\
             \n  src/m3.rs:3: `crate::m3` imports from `crate::m2`"
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
