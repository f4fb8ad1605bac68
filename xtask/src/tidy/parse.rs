//! Reads the source files of a crate into its modules.
//!
//! Code under `#[cfg(test)]` is skipped. Paths are resolved by name alone: a path leads to the
//! longest prefix that is a module.

mod scan;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use self::scan::{RawImpl, RawImport, Scan};
use super::module::{Crate, Extension, Import, Module, Source};
use crate::result::Result;

/// Reads the crate with this root file. `read` returns the text of a file, or `None` if there is
/// no such file.
pub(super) fn parse_crate(
    name: &str,
    root: &Path,
    read: &dyn Fn(&Path) -> Option<String>,
) -> Result<Crate> {
    let mut files = Files { root, read, modules: Vec::new(), scans: Vec::new() };
    files.add(Vec::new(), root)?;
    let Files { mut modules, scans, .. } = files;

    let names = Names::collect(&modules, &scans);
    for (index, (module, scan)) in modules.iter_mut().zip(scans).enumerate() {
        module.imports =
            scan.imports.into_iter().map(|import| names.resolve(index, import)).collect();
        module.calls = scan.calls;
        for RawImpl { scope, segments, methods } in scan.impls {
            if let Some((definer, extended)) = names.definition(&scope, &segments)
                && definer != index
            {
                module.extensions.push(Extension { module: definer, extended, methods });
            }
        }
    }
    Ok(Crate { name: name.to_owned(), modules })
}

/// The files that were read so far, with one scan for each module.
struct Files<'a> {
    root: &'a Path,
    read: &'a dyn Fn(&Path) -> Option<String>,
    modules: Vec<Module>,
    scans: Vec<Scan>,
}

impl Files<'_> {
    /// Reads the module in `file`, and the modules below it.
    fn add(&mut self, path: Vec<String>, file: &Path) -> Result<()> {
        let shown = file.display().to_string();
        let text = (self.read)(file).ok_or_else(|| format!("cannot read `{shown}`"))?;
        let syntax = syn::parse_file(&text).map_err(|error| {
            format!("{shown}:{}: cannot parse: {error}", error.span().start().line)
        })?;
        let mut scan = Scan::of(&syntax, &path);
        let children = std::mem::take(&mut scan.children);
        self.modules.push(Module { path, file: shown.clone(), ..Module::default() });
        self.scans.push(scan);
        for child in children {
            let line = child.line;
            if child.has_path_attribute {
                return Err(format!(
                    "{shown}:{line}: `#[path]` hides where a module is; name the file after the \
                     module"
                )
                .into());
            }
            let file = self
                .find(&child.path)
                .ok_or_else(|| format!("{shown}:{line}: cannot find a file for this module"))?;
            self.add(child.path, &file)?;
        }
        Ok(())
    }

    /// The file of the module with this path.
    fn find(&self, path: &[String]) -> Option<PathBuf> {
        let mut stem = self.root.parent()?.to_owned();
        stem.extend(path);
        let candidates = [stem.with_extension("rs"), stem.join("mod.rs")];
        candidates.into_iter().find(|file| (self.read)(file).is_some())
    }
}

/// The names that paths are resolved with.
#[derive(Default)]
struct Names {
    /// By the path of a module, inline or not, the index of its file.
    modules: BTreeMap<Vec<String>, usize>,
    /// By the path of a module and a name in it, the path of the module that was imported under
    /// this name.
    aliases: BTreeMap<(Vec<String>, String), Vec<String>>,
    /// By its name, the file of a macro that lives in the root wherever it is defined.
    macros: BTreeMap<String, usize>,
    /// The names that the crate gives to itself.
    roots: BTreeSet<String>,
    /// By its path, the file that defines a type.
    types: BTreeMap<Vec<String>, usize>,
    /// By the path of a module and a name in it, the path of the item that was imported under this
    /// name.
    items: BTreeMap<Vec<String>, Vec<String>>,
}

impl Names {
    fn collect(modules: &[Module], scans: &[Scan]) -> Self {
        let mut names = Self::default();
        for (index, (module, scan)) in modules.iter().zip(scans).enumerate() {
            names.modules.insert(module.path.clone(), index);
            names.modules.extend(scan.inline_modules.iter().map(|path| (path.clone(), index)));
            names.macros.extend(scan.exported_macros.iter().map(|name| (name.clone(), index)));
            names.roots.extend(scan.crate_names.iter().cloned());
            names.types.extend(scan.types.iter().map(|path| (path.clone(), index)));
        }
        let mut aliases = BTreeMap::new();
        for import in scans.iter().flat_map(|scan| &scan.imports) {
            if let (Some(alias), Some(path)) = (&import.alias, names.absolute(import))
                && names.modules.contains_key(&path)
            {
                aliases.insert((import.scope.clone(), alias.clone()), path);
            }
        }
        names.aliases = aliases;
        for import in scans.iter().flat_map(|scan| &scan.imports) {
            if let (Some(alias), Some(path)) = (&import.alias, names.absolute(import)) {
                let item = [import.scope.as_slice(), std::slice::from_ref(alias)].concat();
                names.items.insert(item, path);
            }
        }
        names
    }

    /// Finds the file that defines a type, and the type's name there.
    fn definition(&self, scope: &[String], segments: &[String]) -> Option<(usize, String)> {
        let mut path = match segments {
            [name] => [scope, std::slice::from_ref(name)].concat(),
            _ => self.absolute(&RawImport::of(scope, segments))?,
        };
        // Each step follows one import, and imports may go in a circle.
        for _ in 0..=self.items.len() {
            if let Some(&file) = self.types.get(&path) {
                return Some((file, path.pop()?));
            }
            path.clone_from(self.items.get(&path)?);
        }
        None
    }

    /// The path from the crate's root, if the path leads into this crate.
    fn absolute(&self, import: &RawImport) -> Option<Vec<String>> {
        let RawImport { scope, segments, .. } = import;
        let (first, rest) = segments.split_first()?;
        let mut path = match first.as_str() {
            "crate" => Vec::new(),
            name if self.roots.contains(name) => Vec::new(),
            "self" => scope.clone(),
            "super" => scope[..scope.len().checked_sub(1)?].to_vec(),
            _ if import.is_global => return None,
            name => {
                let child = [scope.as_slice(), &[name.to_owned()]].concat();
                if self.modules.contains_key(&child) {
                    child
                } else {
                    self.aliases.get(&(scope.clone(), name.to_owned()))?.clone()
                }
            }
        };
        let mut rest = rest.iter().peekable();
        while rest.next_if(|segment| *segment == "super").is_some() {
            path.pop()?;
        }
        path.extend(rest.filter(|segment| *segment != "self").cloned());
        Some(path)
    }

    /// Finds the file that an import of the module `importer` leads to.
    fn resolve(&self, importer: usize, import: RawImport) -> Import {
        let RawImport { line, hides_crate, .. } = import;
        let Some(path) = self.absolute(&import) else {
            let path: Vec<_> =
                import.segments.into_iter().filter(|segment| segment != "self").collect();
            let hides_crate = hides_crate && path.len() == 1;
            return Import { line, path, source: Source::External, hides_crate };
        };
        let hides_crate = false;
        if let [name] = path.as_slice()
            && let Some(&file) = self.macros.get(name)
        {
            return Import { line, path, source: Source::Module(file), hides_crate };
        }
        let module = (0..=path.len()).rev().find_map(|length| self.modules.get(&path[..length]));
        let source = Source::Module(module.copied().unwrap_or(importer));
        Import { line, path, source, hides_crate }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::parse_crate;
    use crate::result::Result;
    use crate::tidy::module::{Crate, Source};

    fn parse(files: &[(&str, &str)]) -> Result<Crate> {
        let files: BTreeMap<_, _> = files.iter().copied().collect();
        let read = |file: &Path| files.get(file.to_str()?).map(|text| (*text).to_owned());
        parse_crate("made-up", Path::new("src/lib.rs"), &read)
    }

    /// The imports of a module: the lines, the paths, and the modules that they lead to.
    fn imports(krate: &Crate, module: &str) -> Vec<(usize, String, String)> {
        let importer = krate.modules.iter().find(|it| it.title() == module).unwrap();
        let imports = importer.imports.iter().map(|import| {
            let source = match import.source {
                Source::Module(index) => krate.modules[index].title(),
                Source::External => "external".to_owned(),
            };
            (import.line, import.path.join("::"), source)
        });
        imports.collect()
    }

    fn import(line: usize, path: &str, source: &str) -> (usize, String, String) {
        (line, path.to_owned(), source.to_owned())
    }

    #[test]
    fn use_declarations_lead_to_the_longest_module() {
        let krate = parse(&[
            ("src/lib.rs", "mod a;\nmod b { pub(crate) mod c; }\nuse std::fs;"),
            (
                "src/a.rs",
                "use crate::b::{self, c::{Thing as _, *}};\nuse super::{Root, b as other};",
            ),
            ("src/b/c/mod.rs", "pub(in crate::b) struct Thing;\nuse r#a::X;"),
        ])
        .unwrap();
        assert_eq!(imports(&krate, "crate"), [import(3, "std::fs", "external")]);
        assert_eq!(
            imports(&krate, "crate::a"),
            [
                import(1, "b", "crate"),
                import(1, "b::c::Thing", "crate::b::c"),
                import(1, "b::c", "crate::b::c"),
                import(2, "Root", "crate"),
                import(2, "b", "crate"),
            ]
        );
        assert_eq!(imports(&krate, "crate::b::c"), [import(2, "a::X", "external")]);
    }

    #[test]
    fn paths_in_code_and_macros_are_imports() {
        let code = "\
            use super::a as first;
            fn f(x: crate::b::X) -> super::a::Y {
                first::go();
                println!(\"{}\", crate::b::y(x));
                quote!(crate::b::Z);
                macro_rules! m { () => { $crate::b::Z; super::a::Z } }
                crate::shout!();
                ::first::go()
            }";
        let krate = parse(&[
            ("src/lib.rs", "mod a;\nmod b;\nmod c;"),
            ("src/a.rs", "#[macro_export] macro_rules! shout { () => {} }"),
            ("src/b.rs", ""),
            ("src/c.rs", code),
        ])
        .unwrap();
        assert_eq!(
            imports(&krate, "crate::c"),
            [
                import(1, "a", "crate::a"),
                import(2, "b::X", "crate::b"),
                import(2, "a::Y", "crate::a"),
                import(3, "a::go", "crate::a"),
                import(4, "b::y", "crate::b"),
                import(6, "a::Z", "crate::a"),
                import(7, "shout", "crate::a"),
                import(8, "first::go", "external"),
            ]
        );
    }

    #[test]
    fn an_impl_of_a_type_of_another_module_is_an_extension() {
        let krate = parse(&[
            ("src/lib.rs", "mod a;\nmod b;"),
            ("src/a.rs", "pub(crate) use self::c::Tree as Plant;\nmod c;"),
            ("src/a/c.rs", "pub(crate) struct Tree;\nimpl Tree { pub(crate) fn own(&self) {} }"),
            (
                "src/b.rs",
                "use crate::a::Plant;\nimpl Plant { pub(crate) fn grow(&self) { self.own(); x!(self.twig()); }\n\
                 fn private() { Self::grow(); wire::decode(); } }",
            ),
        ])
        .unwrap();
        let b = krate.modules.iter().find(|module| module.title() == "crate::b").unwrap();
        let [extension] = b.extensions.as_slice() else { panic!("one extension") };
        assert_eq!(krate.modules[extension.module].title(), "crate::a::c");
        assert_eq!(
            (extension.extended.as_str(), extension.methods.join(" ")),
            ("Tree", "grow".to_owned())
        );
        let calls: Vec<_> = b.calls.iter().map(|call| (call.line, call.method.as_str())).collect();
        assert_eq!(calls, [(2, "own"), (2, "twig"), (3, "grow")]);
        let extensions: usize = krate.modules.iter().map(|module| module.extensions.len()).sum();
        assert_eq!(extensions, 1);
    }

    #[test]
    fn a_name_of_the_crate_leads_into_it() {
        let krate = parse(&[
            ("src/lib.rs", "extern crate self as me;\nmod a;\nmod b;"),
            ("src/a.rs", "use me::b::X;"),
            ("src/b.rs", ""),
        ])
        .unwrap();
        assert_eq!(imports(&krate, "crate::a"), [import(1, "b::X", "crate::b")]);
    }

    #[test]
    fn imports_that_hide_their_crate_are_marked() {
        let code = "use std as s; use std::{self as t}; use std::*; pub use std; extern crate std;\n\
                    use std::fs as f; use std::io::*; use syn; use std::{self, fmt};";
        let krate = parse(&[("src/lib.rs", code)]).unwrap();
        let hiding = krate.modules[0].imports.iter().filter(|import| import.hides_crate);
        assert_eq!(hiding.map(|import| import.line).collect::<Vec<_>>(), [1; 5]);
    }

    #[test]
    fn tests_are_skipped() {
        let code = "\
            #[cfg(test)] use crate::A;
            #[cfg(all(test, unix))] mod gone;
            #[test] fn f() { crate::b() }
            #[cfg(test)] mod tests { use super::*; }
            #[cfg(any(test, unix))] use std::fs;
            impl X { #[cfg(test)] fn g() { crate::c() } }";
        let krate = parse(&[("src/lib.rs", "mod a;"), ("src/a.rs", code)]).unwrap();
        assert_eq!(imports(&krate, "crate::a"), [import(5, "std::fs", "external")]);
    }

    #[test]
    fn modules_without_a_file_of_their_name_are_refused() {
        let error =
            |root: &str| parse(&[("src/lib.rs", root)]).map(|_| ()).unwrap_err().to_string();
        assert_eq!(error("\nmod a;"), "src/lib.rs:2: cannot find a file for this module");
        assert!(error("#[path = \"b.rs\"] mod a;").starts_with("src/lib.rs:1: `#[path]`"));
        assert!(error("fn").starts_with("src/lib.rs:1: cannot parse"));
    }
}
