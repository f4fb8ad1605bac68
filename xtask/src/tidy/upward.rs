//! No import upwards: a module imports nothing from a module above it.

use super::module::Crate;
use super::violation::Violation;

/// A module that names its own crate as applications do, because the compiler reads it as it reads
/// their sources.
const HOST: &str = "ipc-runtime/src/host.rs";

/// Finds the imports of modules from their ancestors.
pub(super) fn find_upward_imports(krate: &Crate) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (index, importer) in krate.modules.iter().enumerate() {
        for (import, imported) in krate.internal_imports(index) {
            let ancestor = &krate.modules[imported];
            if !ancestor.is_ancestor_of(importer) || importer.file == HOST {
                continue;
            }
            let (ancestor, path) = (ancestor.title(), import.path.join("::"));
            violations.push(Violation {
                file: importer.file.clone(),
                line: import.line,
                message: format!(
                    "`{}` imports `crate::{path}` from `{ancestor}`, which is above it",
                    importer.title(),
                ),
                help: format!(
                    "name the module that defines it; if `{ancestor}` does, move it into a module \
                     below `{ancestor}`"
                ),
            });
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::find_upward_imports;
    use crate::tidy::module::{Crate, Import, Module, Source};

    fn path(path: &str) -> Vec<String> {
        path.split("::").filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
    }

    /// A crate of modules, each with the path and the module of its imports.
    fn krate(modules: &[(&str, &[(&str, usize)])]) -> Crate {
        let module = |(name, imports): &(&str, &[(&str, usize)])| Module {
            path: path(name),
            file: format!("{name}.rs"),
            imports: imports
                .iter()
                .map(|(imported, module)| Import {
                    line: 7,
                    path: path(imported),
                    source: Source::Module(*module),
                    hides_crate: false,
                })
                .collect(),
            ..Module::default()
        };
        Crate { name: "made-up".to_owned(), modules: modules.iter().map(module).collect() }
    }

    #[test]
    fn parents_and_siblings_may_import() {
        let modules: [(&str, &[_]); 3] =
            [("", &[("a::X", 1)]), ("a", &[("a::b::Y", 2)]), ("a::b", &[])];
        assert_eq!(find_upward_imports(&krate(&modules)), []);
        let modules: [(&str, &[_]); 3] = [("", &[]), ("a", &[]), ("ab", &[("a::X", 1)])];
        assert_eq!(find_upward_imports(&krate(&modules)), []);
    }

    #[test]
    fn children_may_not() {
        let modules: [(&str, &[_]); 3] =
            [("", &[]), ("a", &[("Result", 0)]), ("a::b", &[("a::X", 1), ("Y", 0)])];
        let violations = find_upward_imports(&krate(&modules));
        let messages: Vec<_> = violations.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "`crate::a` imports `crate::Result` from `crate`, which is above it",
                "`crate::a::b` imports `crate::a::X` from `crate::a`, which is above it",
                "`crate::a::b` imports `crate::Y` from `crate`, which is above it",
            ]
        );
        assert_eq!((violations[0].file.as_str(), violations[0].line), ("a.rs", 7));
    }
}
