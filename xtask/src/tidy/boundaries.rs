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

const BOUNDARIES: [Boundary; 16] = [
    boundary("ipc-codegen", "tera", Allowed::One),
    boundary("ipc-codegen", "annotate_snippets", Allowed::One),
    boundary("ipc-codegen", "serde_derive_internals", Allowed::One),
    boundary("ipc-codegen", "similar", Allowed::Below(&["output"])),
    boundary("ipc-codegen", "tempfile", Allowed::Below(&["output"])),
    boundary("ipc-codegen", "clap", Allowed::Below(&["cli"])),
    boundary("ipc-codegen", "syn", Allowed::Below(&["source"])),
    boundary("ipc-codegen", "proc_macro2", Allowed::Below(&["source"])),
    boundary("ipc-codegen", "cfg_expr", Allowed::Below(&["source"])),
    boundary(
        "ipc-codegen",
        "std::fs",
        Allowed::Below(&["build", "config", "output", "report", "source"]),
    ),
    boundary("ipc-syntax", "std::env", Allowed::Below(&[])),
    boundary("ipc-syntax", "std::fs", Allowed::Below(&[])),
    boundary("ipc-syntax", "std::process", Allowed::Below(&[])),
    boundary("ipc-macros", "std::env", Allowed::Below(&[])),
    boundary("ipc-macros", "std::fs", Allowed::Below(&[])),
    boundary("ipc-macros", "std::process", Allowed::Below(&[])),
];

const fn boundary(krate: &'static str, imported: &'static str, allowed: Allowed) -> Boundary {
    Boundary { krate, imported, allowed }
}

/// Finds the imports that cross a boundary, and those that could hide that they do.
pub(super) fn find_crossed_boundaries(crates: &[Crate]) -> Vec<Violation> {
    let crossed = BOUNDARIES.iter().flat_map(|boundary| boundary.check(crates));
    crossed.chain(find_hidden_crates(crates)).collect()
}

/// Finds the imports after which code can name items of a crate without the crate's name.
fn find_hidden_crates(crates: &[Crate]) -> impl Iterator<Item = Violation> {
    let bounded = |krate: &&Crate| BOUNDARIES.iter().any(|boundary| boundary.krate == krate.name);
    let modules = crates.iter().filter(bounded).flat_map(|krate| &krate.modules);
    modules.flat_map(|module| {
        module.imports.iter().filter(|import| import.hides_crate).map(|import| Violation {
            file: module.file.clone(),
            line: import.line,
            message: format!("this import hides which items are from `{}`", import.path.join("::")),
            help: "import the items by their names".to_owned(),
        })
    })
}

impl Boundary {
    fn check(&self, crates: &[Crate]) -> Vec<Violation> {
        let Self { krate, imported, .. } = self;
        // The library and the programs of a package have one name.
        let modules = crates.iter().filter(|it| it.name == *krate).flat_map(|it| &it.modules);
        // The first import of each module.
        let imports = modules.filter_map(|module| {
            let import = module
                .imports
                .iter()
                .find(|it| it.source == Source::External && starts_with(&it.path, imported))?;
            Some((module, import.line))
        });
        let imports: Vec<_> = imports.collect();
        let (message, help) = match self.allowed {
            Allowed::One => (
                format!("more than one module imports `{imported}`"),
                "import it in one module, and have the others call this module".to_owned(),
            ),
            Allowed::Below([]) => (
                format!("`{krate}` must not import `{imported}`"),
                "take the value as an argument".to_owned(),
            ),
            Allowed::Below(modules) => (
                format!("this module must not import `{imported}`"),
                format!("call one of the modules that may: {}", modules.join(", ")),
            ),
        };
        let crossing = imports.iter().filter(|(module, _)| match self.allowed {
            Allowed::One => imports.len() > 1,
            Allowed::Below(allowed) => !allowed.iter().any(|name| is_below(module, name)),
        });
        let violation = |(module, line): &(&Module, usize)| Violation {
            file: module.file.clone(),
            line: *line,
            message: message.clone(),
            help: help.clone(),
        };
        let unused: Vec<_> = match self.allowed {
            Allowed::One if imports.is_empty() => vec!["no module".to_owned()],
            Allowed::One => Vec::new(),
            Allowed::Below(allowed) => {
                let unused = allowed
                    .iter()
                    .filter(|name| !imports.iter().any(|(module, _)| is_below(module, name)));
                unused.map(|name| format!("no module in `{name}`")).collect()
            }
        };
        let unused = unused.into_iter().map(|modules| Violation {
            file: file!().to_owned(),
            line: 1,
            message: format!("{modules} of `{krate}` imports `{imported}`"),
            help: "remove it from the boundary".to_owned(),
        });
        crossing.map(violation).chain(unused).collect()
    }
}

fn is_below(module: &Module, name: &str) -> bool {
    module.path.first().is_some_and(|first| first == name)
}

fn starts_with(path: &[String], prefix: &str) -> bool {
    let mut segments = path.iter();
    prefix.split("::").all(|expected| segments.next().is_some_and(|segment| segment == expected))
}

#[cfg(test)]
mod tests {
    use super::{BOUNDARIES, Boundary, find_hidden_crates};
    use crate::tidy::module::{Crate, Import, Module, Source};

    fn path(path: &str) -> Vec<String> {
        path.split("::").map(str::to_owned).collect()
    }

    /// A crate of modules, each with one import from another crate.
    fn krate(name: &str, modules: &[(&str, &str)]) -> Crate {
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
        Crate { name: name.to_owned(), modules: modules.iter().map(module).collect() }
    }

    /// The messages about one boundary of a crate.
    fn messages(name: &str, imported: &str, modules: &[(&str, &str)]) -> Vec<String> {
        let is_meant = |it: &&Boundary| (it.krate, it.imported) == (name, imported);
        let violations = BOUNDARIES.iter().find(is_meant).unwrap().check(&[krate(name, modules)]);
        violations.iter().map(|it| format!("{}: {}", it.file, it.message)).collect()
    }

    #[test]
    fn one_module_imports_the_template_engine() {
        let modules = [("a", "tera::Tera"), ("b", "terafoo::X"), ("c", "serde::Serialize")];
        assert_eq!(messages("ipc-codegen", "tera", &modules), [""; 0]);
        let modules = [("a", "tera::Tera"), ("b", "tera")];
        assert_eq!(
            messages("ipc-codegen", "tera", &modules),
            [
                "a.rs: more than one module imports `tera`",
                "b.rs: more than one module imports `tera`"
            ]
        );
        assert_eq!(
            messages("ipc-codegen", "tera", &[("b", "terafoo::X")]),
            ["xtask/src/tidy/boundaries.rs: no module of `ipc-codegen` imports `tera`"]
        );
    }

    #[test]
    fn files_are_read_in_few_modules() {
        let modules = [
            ("source::load", "std::fs::read"),
            ("report", "std::fs"),
            ("build", "std::fs"),
            ("config", "std::fs"),
            ("output", "std::fs"),
        ];
        assert_eq!(messages("ipc-codegen", "std::fs", &modules), [""; 0]);
        let modules = [&modules[..4], &[("check::names", "std::fs")]].concat();
        assert_eq!(
            messages("ipc-codegen", "std::fs", &modules),
            [
                "check::names.rs: this module must not import `std::fs`",
                "xtask/src/tidy/boundaries.rs: no module in `output` of `ipc-codegen` imports `std::fs`",
            ]
        );
    }

    #[test]
    fn tokens_and_arguments_stay_in_their_modules() {
        for (imported, module) in [("clap", "cli"), ("syn", "source::file"), ("cfg_expr", "source")]
        {
            assert_eq!(messages("ipc-codegen", imported, &[(module, imported)]), [""; 0]);
            let modules = [(module, imported), ("lower", imported)];
            assert_eq!(messages("ipc-codegen", imported, &modules).len(), 1);
        }
    }

    #[test]
    fn the_front_end_and_the_macro_do_not_see_the_machine() {
        assert_eq!(
            messages("ipc-syntax", "std::env", &[("a", "std::env::var")]),
            ["a.rs: `ipc-syntax` must not import `std::env`"]
        );
        assert_eq!(messages("ipc-macros", "std::process", &[("a", "std::process")]).len(), 1);
    }

    #[test]
    fn a_crate_must_not_be_hidden() {
        let mut krate = krate("ipc-syntax", &[("a", "std")]);
        assert_eq!(find_hidden_crates(&[]).count(), 0);
        krate.modules[0].imports[0].hides_crate = true;
        let violations: Vec<_> = find_hidden_crates(std::slice::from_ref(&krate)).collect();
        assert_eq!(violations[0].message, "this import hides which items are from `std`");
        "xtask".clone_into(&mut krate.name);
        assert_eq!(find_hidden_crates(&[krate]).count(), 0);
    }
}
