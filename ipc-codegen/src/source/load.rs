//! Files of modules: where they are, and what is in them.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::macros::known_macros;
use super::manifest::Root;
use super::module::{Child, Folders, ModuleFile, Reading, Site};
use super::program::Crate;
use super::{Cfg, Module, SourceFile};
use crate::codes;
use crate::report::Problem;
use crate::tree::Condition;

/// Reads the root module of a crate.
pub(super) fn root(krate: usize, owner: &Crate, problems: &mut Vec<Problem>) -> Option<Module> {
    let (path, text, folders) = match &owner.root {
        Root::Text(name, text) => (Path::new(name), Ok(text.clone()), None),
        Root::File(path) => {
            let folder = path.parent().unwrap_or(Path::new("")).to_owned();
            let folders = Folders { children: folder.clone(), paths: folder };
            (path.as_path(), fs::read_to_string(path), Some(folders))
        }
    };
    let site = Site {
        krate,
        path: Vec::new(),
        file: Arc::new(SourceFile { path: path.into(), parent: None }),
        folders,
        undecided: None,
        macro_scope: known_macros(owner.dependencies.as_ref()),
    };
    let text = text.map_err(|error| {
        Problem::new(codes::UNREADABLE_FILE, format!("cannot read `{}`: {error}", path.display()))
    });
    module(site, text, &owner.cfg, problems)
}

/// Reads the file of a `mod name;` in `parent`, which stands under the condition `undecided`.
pub(super) fn child(
    parent: &Module,
    undecided: Option<&Condition>,
    child: &Child,
    cfg: &Cfg,
    problems: &mut Vec<Problem>,
) -> Option<Module> {
    let name = &child.name;
    let undecided = parent.undecided_of(undecided);
    let found = match find_file(&name.text, &child.files) {
        Ok(found) if is_above(&parent.file, &found.path) => {
            Err(format!("the file of module `{name}` contains itself"))
        }
        found => found,
    };
    let found = match found {
        Ok(found) => found,
        // It may be one that is there when the condition holds.
        Err(_) if undecided.is_some() => return None,
        Err(message) => {
            let problem = parent.file.problem(codes::MODULE_FILE, name.at, message);
            problems.push(match child.files.as_slice() {
                [] => problem.help("write the module in braces: this source has no folder"),
                files => {
                    let names: Vec<_> =
                        files.iter().map(|file| format!("`{}`", file.path.display())).collect();
                    problem.help(format!("its place is {}", names.join(" or ")))
                }
            });
            return None;
        }
    };
    let text = fs::read_to_string(&found.path).map_err(|error| {
        let message = format!("cannot read `{}`: {error}", found.path.display());
        parent.file.problem(codes::UNREADABLE_FILE, name.at, message)
    });
    let paths = found.path.parent().unwrap_or(&found.children).to_owned();
    let path = found.path.as_path().into();
    let site = Site {
        krate: parent.krate,
        path: parent.path_to(name),
        file: Arc::new(SourceFile { path, parent: Some(Arc::clone(&parent.file)) }),
        folders: Some(Folders { children: found.children.clone(), paths }),
        undecided,
        macro_scope: Arc::clone(&child.macro_scope),
    };
    module(site, text, cfg, problems)
}

fn module(
    site: Site,
    text: Result<String, Problem>,
    cfg: &Cfg,
    problems: &mut Vec<Problem>,
) -> Option<Module> {
    match text.map_err(|problem| vec![problem]).and_then(|text| site.file.parse(&text)) {
        Ok(tree) => {
            let mut reading = Reading { cfg, written: 0, problems };
            Some(Module::read(site, tree.items, 0, &mut reading))
        }
        Err(mut found) => {
            problems.append(&mut found);
            None
        }
    }
}

/// The one file of these that there is.
fn find_file<'a>(name: &str, files: &'a [ModuleFile]) -> Result<&'a ModuleFile, String> {
    let mut present = files.iter().filter(|file| file.path.is_file());
    match (present.next(), present.next()) {
        (None, _) => Err(format!("there is no file for module `{name}`")),
        (Some(found), None) => Ok(found),
        (Some(_), Some(_)) => Err(format!("there are two files for module `{name}`")),
    }
}

/// Whether `path` is that of `file`, or of one that led to it.
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

/// Files of one folder are told apart by their names; `#[path]` may lead to one another way.
fn is_same_file(a: &Path, b: &Path) -> bool {
    a.file_name() == b.file_name()
        && matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}
