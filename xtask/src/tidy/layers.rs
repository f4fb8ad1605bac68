//! Layers: a module imports only from the layers below it, and in its own layer only to the right.
//!
//! A layer is a line of modules of the root, then two spaces and its description. The layers of
//! `ipc-runtime` are read from the comment in its `lib.rs`. A module further below is in the layer of
//! its ancestor. The root may import from every layer.

use super::files::SourceFile;
use super::module::Crate;
use super::violation::Violation;

const IPC_SYNTAX: &str = "
    parse                                  tokens to model
    check, overrides                       rules, and what a type's attributes say
    fingerprint, typescript, nesting       questions about the model
    model, names, kind                     the model
    errors, diagnostic, codes              the basis
";

const IPC_CODEGEN: &str = "
    build                                  the entry for build scripts
    compile                                all passes
    check                                  rules across traits and types
    lower                                  resolved types to schema
    resolve                                paths to items
    source                                 files to items
    tree                                   items as they are written
    targets                                schema to files
    values                                 how values of types differ
    schema                                 the model of targets
    output                                 files to the disk
    locations, deep_stack                  for all passes
    known                                  types of other crates
    input, config, report, codes           the compiler's input, and problems
    files, header, prettier, direction     the basis
";

/// The file with the layers of `ipc-runtime`.
const RUNTIME_ROOT: &str = "ipc-runtime/src/lib.rs";

/// Modules that must not import from the others, nor the others from them.
struct Separate {
    krate: &'static str,
    modules: &'static [&'static str],
    others: &'static [&'static str],
    reason: &'static str,
}

const SEPARATE: [Separate; 1] = [Separate {
    krate: "ipc-codegen",
    modules: &["tree", "source", "resolve", "lower", "check"],
    others: &["targets"],
    reason: "but passes and targets share only the schema",
}];

/// Finds the imports that do not lead to a layer below.
pub(super) fn find_imports_across_layers(crates: &[Crate], files: &[SourceFile]) -> Vec<Violation> {
    let root = files.iter().find(|file| file.path == RUNTIME_ROOT);
    let diagram = diagram(root.map_or("", |file| &file.text));
    let all = [
        ("ipc-syntax", IPC_SYNTAX),
        ("ipc-codegen", IPC_CODEGEN),
        ("ipc-runtime", diagram.as_str()),
    ];
    let mut violations = Vec::new();
    for (name, layers) in all {
        match crates.iter().find(|krate| krate.is_library() && krate.name == name) {
            Some(krate) => violations.extend(check(krate, layers)),
            None => violations.push(stale(file!(), format!("there is no crate `{name}`"))),
        }
    }
    violations
}

/// The lines of a comment that are layers: they are indented.
fn diagram(text: &str) -> String {
    let lines = text.lines().filter_map(|line| line.strip_prefix("//   "));
    lines.collect::<Vec<_>>().join("\n")
}

/// The modules, by layer from above to below, and in a layer from left to right.
fn parse(layers: &str) -> Vec<&str> {
    let lines = layers.lines().map(|line| line.trim_start().split("  ").next().unwrap_or_default());
    lines.flat_map(|names| names.split(", ")).filter(|name| !name.is_empty()).collect()
}

fn check(krate: &Crate, layers: &str) -> Vec<Violation> {
    let order = parse(layers);
    let position = |name: &str| order.iter().position(|it| *it == name);
    let mut violations = Vec::new();
    for (index, name) in order.iter().enumerate() {
        let is_module = krate.modules.iter().any(|module| module.path == [*name]);
        if !is_module || order[..index].contains(name) {
            let message = format!("the layers of `{}` must name `{name}` once", krate.name);
            violations.push(stale(&krate.modules[0].file, message));
        }
    }
    for (index, importer) in krate.modules.iter().enumerate() {
        let Some(from) = importer.path.first() else {
            continue;
        };
        let Some(above) = position(from) else {
            let message = format!("`{}` is in no layer", importer.title());
            violations.push(stale(&importer.file, message));
            continue;
        };
        let imports = krate.internal_imports(index).map(|(import, to)| (import.line, to));
        let calls = krate.extension_calls(index).map(|(call, to)| (call.line, to));
        for (line, imported) in imports.chain(calls) {
            let imported = &krate.modules[imported];
            let Some(to) = imported.path.first() else {
                continue;
            };
            let separate = SEPARATE.iter().find(|it| it.krate == krate.name && it.parts(from, to));
            let reason = match (position(to), separate) {
                (Some(below), _) if below < above => "which is in a layer above",
                (_, Some(separate)) => separate.reason,
                _ => continue,
            };
            violations.push(Violation {
                file: importer.file.clone(),
                line,
                message: format!(
                    "`{}` imports from `{}`, {reason}",
                    importer.title(),
                    imported.title()
                ),
                help: "move the item down, or pass it as an argument".to_owned(),
            });
        }
    }
    violations
}

impl Separate {
    /// Whether one module must not import from the other.
    fn parts(&self, from: &str, to: &str) -> bool {
        let are_in = |a, b| self.modules.contains(&a) && self.others.contains(&b);
        are_in(from, to) || are_in(to, from)
    }
}

fn stale(file: &str, message: String) -> Violation {
    let help = "keep the list of layers as the crate is: `xtask/src/tidy/layers.rs`, or for \
                `ipc-runtime` the comment in its `lib.rs`";
    Violation { file: file.to_owned(), line: 1, message, help: help.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{check, diagram, find_imports_across_layers, parse};
    use crate::tidy::module::{Crate, Import, Module, Source};

    /// A crate of modules, each with the modules that it imports from.
    fn krate(modules: &[(&str, &[usize])]) -> Crate {
        let import = |&module: &usize| Import {
            line: 7,
            path: Vec::new(),
            source: Source::Module(module),
            hides_crate: false,
        };
        let module = |(path, imports): &(&str, &[usize])| Module {
            path: path.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            file: format!("{path}.rs"),
            imports: imports.iter().map(import).collect(),
            ..Module::default()
        };
        Crate { name: "ipc-codegen".to_owned(), modules: modules.iter().map(module).collect() }
    }

    fn messages(krate: &Crate, layers: &str) -> Vec<String> {
        check(krate, layers).into_iter().map(|violation| violation.message).collect()
    }

    #[test]
    fn layers_are_read_from_a_comment() {
        let text = diagram(
            "//! Docs.\n// The layers:\n//\n//   a, b_c   words, words\n//   d        e\nmod a;",
        );
        assert_eq!(parse(&text), ["a", "b_c", "d"]);
    }

    #[test]
    fn imports_lead_down_and_to_the_right() {
        let layers = "\n  a, b  above\n  c  below\n";
        let well: [(&str, &[usize]); 5] =
            [("", &[1, 4]), ("a", &[2, 3]), ("b", &[4]), ("c", &[4]), ("c::d", &[])];
        assert_eq!(messages(&krate(&well), layers), [""; 0]);
        let badly: [(&str, &[usize]); 5] =
            [("", &[]), ("a", &[]), ("b", &[1]), ("c", &[]), ("c::d", &[2])];
        assert_eq!(
            messages(&krate(&badly), layers),
            [
                "`crate::b` imports from `crate::a`, which is in a layer above",
                "`crate::c::d` imports from `crate::b`, which is in a layer above",
            ]
        );
    }

    #[test]
    fn passes_and_targets_are_separate_in_both_directions() {
        let modules: [(&str, &[usize]); 3] = [("", &[]), ("source", &[2]), ("targets", &[1])];
        for layers in ["source  a\ntargets  b", "targets  a\nsource  b"] {
            assert_eq!(messages(&krate(&modules), layers).len(), 2);
        }
    }

    #[test]
    fn the_list_is_complete_and_has_no_more() {
        let modules: [(&str, &[usize]); 2] = [("", &[]), ("a", &[])];
        assert_eq!(
            messages(&krate(&modules), "b  words"),
            ["the layers of `ipc-codegen` must name `b` once", "`crate::a` is in no layer"]
        );
        assert_eq!(messages(&krate(&modules), "a, a  words").len(), 1);
        assert_eq!(find_imports_across_layers(&[], &[]).len(), 3);
    }
}
