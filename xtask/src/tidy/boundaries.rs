//! No import across a boundary: some crates are imported in few modules, or not at all.

use super::module::{Crate, Module, Source};
use super::violation::Violation;

/// A limit on the imports of a crate.
struct Boundary {
    krate: &'static str,
    /// The beginning of the imported path.
    imported: &'static str,
    allowed: Allowed,
}

/// The modules that may import something.
enum Allowed {
    /// One module, whichever it is.
    One,
    /// These modules of the root, and the modules below them.
    Below(&'static [&'static str]),
}

const BOUNDARIES: [Boundary; 10] = [
    Boundary { krate: "ipc-codegen", imported: "tera", allowed: Allowed::One },
    Boundary { krate: "ipc-codegen", imported: "annotate_snippets", allowed: Allowed::One },
    Boundary { krate: "ipc-codegen", imported: "serde_derive_internals", allowed: Allowed::One },
    Boundary {
        krate: "ipc-codegen",
        imported: "std::fs",
        allowed: Allowed::Below(&["build", "output", "report", "source"]),
    },
    Boundary { krate: "ipc-syntax", imported: "std::env", allowed: Allowed::Below(&[]) },
    Boundary { krate: "ipc-syntax", imported: "std::fs", allowed: Allowed::Below(&[]) },
    Boundary { krate: "ipc-syntax", imported: "std::process", allowed: Allowed::Below(&[]) },
    Boundary { krate: "ipc-macros", imported: "std::env", allowed: Allowed::Below(&[]) },
    Boundary { krate: "ipc-macros", imported: "std::fs", allowed: Allowed::Below(&[]) },
    Boundary { krate: "ipc-macros", imported: "std::process", allowed: Allowed::Below(&[]) },
];

/// Finds the imports that cross a boundary.
pub(super) fn find_crossed_boundaries(krate: &Crate) -> Vec<Violation> {
    let boundaries = BOUNDARIES.iter().filter(|boundary| boundary.krate == krate.name);
    boundaries.flat_map(|boundary| boundary.check(krate)).collect()
}

impl Boundary {
    fn check(&self, krate: &Crate) -> Vec<Violation> {
        let Self { imported, .. } = self;
        // The first import of each module.
        let imports = krate.modules.iter().filter_map(|module| {
            let import = module
                .imports
                .iter()
                .find(|it| it.source == Source::External && starts_with(&it.path, imported))?;
            Some((module, import.line))
        });
        let (message, help) = match self.allowed {
            Allowed::One => (
                format!("more than one module imports `{imported}`"),
                "import it in one module, and have the others call this module".to_owned(),
            ),
            Allowed::Below([]) => (
                format!("`{}` must not import `{imported}`", self.krate),
                "take the value as an argument".to_owned(),
            ),
            Allowed::Below(modules) => (
                format!("this module must not import `{imported}`"),
                format!("call one of the modules that may: {}", modules.join(", ")),
            ),
        };
        let is_single = imports.clone().count() == 1;
        let crossing = imports.filter(|(module, _)| match self.allowed {
            Allowed::One => !is_single,
            Allowed::Below(modules) => {
                !modules.iter().any(|name| module.path.first().is_some_and(|first| first == name))
            }
        });
        let violation = |(module, line): (&Module, usize)| Violation {
            file: module.file.clone(),
            line,
            message: message.clone(),
            help: help.clone(),
        };
        crossing.map(violation).collect()
    }
}

fn starts_with(path: &[String], prefix: &str) -> bool {
    let mut segments = path.iter();
    prefix.split("::").all(|expected| segments.next().is_some_and(|segment| segment == expected))
}

#[cfg(test)]
mod tests {
    use super::find_crossed_boundaries;
    use crate::tidy::module::{Crate, Import, Module, Source};

    fn path(path: &str) -> Vec<String> {
        path.split("::").map(str::to_owned).collect()
    }

    /// The messages for a crate of modules, each with one import from another crate.
    fn messages(name: &str, modules: &[(&str, &str)]) -> Vec<String> {
        let module = |(module, imported): &(&str, &str)| Module {
            path: path(module),
            file: format!("{module}.rs"),
            imports: vec![Import {
                line: 3,
                path: path(imported),
                source: Source::External,
                hides_crate: false,
            }],
            ..Module::default()
        };
        let modules = modules.iter().map(module).collect();
        let violations = find_crossed_boundaries(&Crate { name: name.to_owned(), modules });
        violations.iter().map(|it| format!("{}: {}", it.file, it.message)).collect()
    }

    #[test]
    fn one_module_imports_the_template_engine() {
        let modules = [("a", "tera::Tera"), ("b", "terafoo::X"), ("c", "serde::Serialize")];
        assert_eq!(messages("ipc-codegen", &modules), [""; 0]);
        let modules = [("a", "tera::Tera"), ("b", "tera")];
        assert_eq!(
            messages("ipc-codegen", &modules),
            [
                "a.rs: more than one module imports `tera`",
                "b.rs: more than one module imports `tera`"
            ]
        );
        assert_eq!(messages("xtask", &modules), [""; 0]);
    }

    #[test]
    fn files_are_read_in_few_modules() {
        let modules = [("source::load", "std::fs::read"), ("report", "std::fs")];
        assert_eq!(messages("ipc-codegen", &modules), [""; 0]);
        assert_eq!(
            messages("ipc-codegen", &[("check::names", "std::fs")]),
            ["check::names.rs: this module must not import `std::fs`"]
        );
    }

    #[test]
    fn the_front_end_and_the_macro_do_not_see_the_machine() {
        assert_eq!(
            messages("ipc-syntax", &[("a", "std::env::var"), ("b", "std::fs")]),
            [
                "a.rs: `ipc-syntax` must not import `std::env`",
                "b.rs: `ipc-syntax` must not import `std::fs`"
            ]
        );
        assert_eq!(messages("ipc-macros", &[("a", "std::process")]).len(), 1);
    }
}
