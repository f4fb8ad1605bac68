//! Finds the files of modules, and parses them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ipc_syntax::Errors;
use syn::Item;

use super::bodies::Kept;
use super::file::SourceFile;
use super::krate::{Crate, Root};
use super::macros::{MacroScope, Macros};
use super::module::{Child, Module, ModuleFile};
use crate::codes;
use crate::report::Problem;
use crate::tree::UnresolvedCfg;

/// A module, before its items are collected.
pub(super) struct Parsed {
    pub(super) site: FileSite,
    pub(super) items: Vec<Item>,
}

/// Where a module is.
pub(super) struct FileSite {
    pub(super) krate: usize,
    pub(super) path: Vec<String>,
    pub(super) file: Arc<SourceFile>,
    /// `None` in a source without a file.
    pub(super) folders: Option<Folders>,
    pub(super) unresolved_cfg: Option<(Box<UnresolvedCfg>, Arc<SourceFile>)>,
    /// The `macro_rules!` in scope at its first item.
    pub(super) macro_scope: MacroScope,
}

/// The folders in which a module's `mod name;` items look for files.
#[derive(Clone)]
pub(super) struct Folders {
    /// For items without `#[path]`.
    children: PathBuf,
    /// For items with `#[path]`.
    paths: PathBuf,
}

impl Folders {
    /// The folders in a file that an `include!` names.
    pub(super) fn of_included(path: &Path) -> Self {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Self { children: folder.clone(), paths: folder }
    }

    /// The folders of an inline module; `explicit` is its `#[path]`.
    pub(super) fn inline(&self, name: &str, explicit: Option<String>) -> Self {
        let children = match explicit {
            Some(path) => self.paths.join(path),
            None => self.children.join(name),
        };
        Self { paths: children.clone(), children }
    }

    /// The files that `mod name;` may mean.
    pub(super) fn files(&self, name: &str, explicit: Option<String>) -> Vec<ModuleFile> {
        if let Some(path) = explicit {
            let path = self.paths.join(path);
            let children = path.parent().unwrap_or(&self.paths).to_owned();
            return vec![ModuleFile { path, children }];
        }
        let children = self.children.join(name);
        let beside = self.children.join(format!("{name}.rs"));
        let inside = children.join("mod.rs");
        [beside, inside].map(|path| ModuleFile { path, children: children.clone() }).into()
    }
}

/// Parses the root module of a crate.
pub(super) fn parse_root(
    krate: usize,
    owner: &Crate,
    errors: &mut Errors<Problem>,
) -> Option<Parsed> {
    let (path, text, folders) = match &owner.root {
        Root::Text(name, text) => (Path::new(name), Ok(text.clone()), None),
        Root::File(path) => {
            let folder = path.parent().unwrap_or(Path::new("")).to_owned();
            let folders = Folders { children: folder.clone(), paths: folder };
            (path.as_path(), fs::read_to_string(path), Some(folders))
        }
    };
    let site = FileSite {
        krate,
        path: Vec::new(),
        file: Arc::new(SourceFile::new(path, None)),
        folders,
        unresolved_cfg: None,
        macro_scope: Macros::known(owner.dependencies.as_ref()),
    };
    let text = text.map_err(|error| {
        Problem::new(codes::UNREADABLE_FILE, format!("cannot read `{}`: {error}", path.display()))
    });
    parse(site, text, errors)
}

/// Parses the file of a `mod name;` in `parent`.
pub(super) fn parse_child(
    parent: &Module,
    unresolved_cfg: Option<&UnresolvedCfg>,
    child: &Child,
    errors: &mut Errors<Problem>,
) -> Option<Parsed> {
    let name = &child.name;
    let unresolved_cfg = parent.unresolved_cfg_of(unresolved_cfg);
    let found = match find_file(&name.text, &child.files) {
        Ok(found) if is_above(&parent.file, &found.path) => {
            Err(format!("the file of module `{name}` contains itself"))
        }
        found => found,
    };
    let found = match found {
        Ok(found) => found,
        // The file may exist only where the `cfg` holds.
        Err(_) if unresolved_cfg.is_some() => return None,
        Err(message) => {
            let problem = parent.file.problem(codes::MODULE_FILE, name.span, message);
            errors.push(match child.files.as_slice() {
                [] => problem.help("write the module in braces: this source has no folder"),
                files => {
                    let names: Vec<_> =
                        files.iter().map(|file| format!("`{}`", file.path.display())).collect();
                    problem.help(format!("its file is {}", names.join(" or ")))
                }
            });
            return None;
        }
    };
    let text = fs::read_to_string(&found.path).map_err(|error| {
        let message = format!("cannot read `{}`: {error}", found.path.display());
        parent.file.problem(codes::UNREADABLE_FILE, name.span, message)
    });
    let paths = found.path.parent().unwrap_or(&found.children).to_owned();
    let file = SourceFile::new(&found.path, Some(Arc::clone(&parent.file)));
    let site = FileSite {
        krate: parent.krate,
        path: parent.path_to(name),
        file: Arc::new(file),
        folders: Some(Folders { children: found.children.clone(), paths }),
        unresolved_cfg,
        macro_scope: Arc::clone(&child.macro_scope),
    };
    parse(site, text, errors)
}

fn parse(
    site: FileSite,
    text: Result<String, Problem>,
    errors: &mut Errors<Problem>,
) -> Option<Parsed> {
    match text
        .map_err(|problem| vec![problem])
        .and_then(|text| site.file.parse(&text, Kept::OfSerde))
    {
        Ok(tree) => Some(Parsed { site, items: tree.items }),
        Err(found) => {
            errors.extend(found);
            None
        }
    }
}

/// The one file among these that exists.
fn find_file<'a>(name: &str, files: &'a [ModuleFile]) -> Result<&'a ModuleFile, String> {
    let mut present = files.iter().filter(|file| file.path.is_file());
    match (present.next(), present.next()) {
        (None, _) => Err(format!("there is no file for module `{name}`")),
        (Some(found), None) => Ok(found),
        (Some(_), Some(_)) => Err(format!("there are two files for module `{name}`")),
    }
}

/// Whether `path` is that of `file`, or of a file whose `mod` items led to `file`.
fn is_above(file: &Arc<SourceFile>, path: &Path) -> bool {
    let mut above = Some(file);
    while let Some(file) = above {
        if is_same_file(&file.path, path) {
            return true;
        }
        above = file.parent.as_ref();
    }
    false
}

/// `#[path]` can lead to one file by several paths; comparing the file names first is cheap.
fn is_same_file(a: &Path, b: &Path) -> bool {
    a.file_name() == b.file_name()
        && matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}
