//! Follows the path of a macro through the modules of crates, to its `macro_rules!`.
//!
//! It needs only what crates define and import, so it works while modules are still being read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::expand::MacroRules;
use crate::tree::{Name, Path};

/// How many imports may lead to a macro.
const MAX_IMPORTS: usize = 16;

/// The `macro_rules!` of a crate, and the imports that may lead to them.
#[derive(Default)]
pub(crate) struct CrateMacros {
    /// By name, of all modules.
    rules: BTreeMap<Box<str>, Vec<Arc<MacroRules>>>,
    /// By the path of the module.
    modules: BTreeMap<Vec<String>, Imports>,
}

/// The imports of a module.
#[derive(Default)]
pub(crate) struct Imports {
    pub(crate) names: Vec<(Box<str>, Path)>,
    pub(crate) globs: Vec<Path>,
}

impl CrateMacros {
    pub(crate) fn add_rules(&mut self, name: &str, rules: &Arc<MacroRules>) {
        let all = self.rules.entry(name.into()).or_default();
        if !all.iter().any(|known| Arc::ptr_eq(known, rules)) {
            all.push(Arc::clone(rules));
        }
    }

    pub(crate) fn add_module(&mut self, path: &[String], imports: Imports) {
        self.modules.insert(path.to_vec(), imports);
    }
}

/// The macros of all crates, and how crates name each other.
pub(crate) trait MacroCrates {
    /// The macros of a crate.
    fn macros(&self, krate: usize) -> &CrateMacros;

    /// The crate that a name means in the sources of a crate; or why it cannot be read.
    fn dependency(&self, krate: usize, name: &str) -> Option<Result<usize, String>>;
}

/// A macro, and the crate that defines it; or why it cannot be read.
type Followed = Option<Result<(usize, Arc<MacroRules>), String>>;

/// A module of a crate.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) krate: usize,
    pub(crate) module: Vec<String>,
}

/// The macro that a path leads to.
pub(crate) fn follow(crates: &dyn MacroCrates, from: &Place, path: &Path) -> Followed {
    follow_path(crates, from.clone(), path, 0)
}

fn follow_path(crates: &dyn MacroCrates, from: Place, path: &Path, depth: usize) -> Followed {
    let (last, owners) = path.segments.split_last()?;
    if depth > MAX_IMPORTS {
        return None;
    }
    let mut place = from;
    for (index, segment) in owners.iter().enumerate() {
        let name = &*segment.text;
        let is_first = index == 0;
        place = match name {
            "crate" if is_first => Place { module: Vec::new(), ..place },
            "self" => place,
            "super" => {
                place.module.pop()?;
                place
            }
            _ if is_first && path.is_extern => dependency(crates, &place, name)?.ok()?,
            _ => match step(crates, &place, name, path) {
                Step::Module(place) => place,
                Step::Import(import) => {
                    let rest = path.segments[index + 1..].iter();
                    let segments = import.segments.iter().chain(rest).cloned().collect();
                    let path = Path { is_extern: import.is_extern, segments };
                    return follow_path(crates, place, &path, depth + 1);
                }
                Step::Nowhere if is_first => match dependency(crates, &place, name)? {
                    Ok(place) => place,
                    Err(reason) => return Some(Err(reason)),
                },
                Step::Nowhere => return None,
            },
        };
    }
    named(crates, &place, last, depth)
}

fn dependency(
    crates: &dyn MacroCrates,
    place: &Place,
    name: &str,
) -> Option<Result<Place, String>> {
    let krate = crates.dependency(place.krate, name)?;
    Some(krate.map(|krate| Place { krate, module: Vec::new() }))
}

/// Where a name in the middle of a path leads.
enum Step {
    Module(Place),
    Import(Path),
    Nowhere,
}

/// An import is not followed to itself: `use name::name;` begins with a crate.
fn step(crates: &dyn MacroCrates, place: &Place, name: &str, followed: &Path) -> Step {
    let macros = crates.macros(place.krate);
    let mut module = place.module.clone();
    module.push(name.to_owned());
    if macros.modules.contains_key(&module) {
        return Step::Module(Place { krate: place.krate, module });
    }
    let imports = macros.modules.get(&place.module).into_iter().flat_map(|it| &it.names);
    let mut imports = imports.filter(|(bound, path)| **bound == *name && path != followed);
    imports.next().map_or(Step::Nowhere, |(_, path)| Step::Import(path.clone()))
}

/// The macro that has a name in a module.
fn named(crates: &dyn MacroCrates, place: &Place, name: &Name, depth: usize) -> Followed {
    let macros = crates.macros(place.krate);
    let rules = || macros.rules.get(&name.text).into_iter().flatten();
    let unique = |found: Vec<&Arc<MacroRules>>| match &*found {
        [] => None,
        [rules] => Some(Ok((place.krate, Arc::clone(rules)))),
        _ => Some(Err(format!("there are several `macro_rules!` named `{name}`"))),
    };
    if place.module.is_empty()
        && let Some(found) = unique(rules().filter(|rules| rules.is_exported).collect())
    {
        return Some(found);
    }
    let imports = macros.modules.get(&place.module)?;
    for (_, path) in imports.names.iter().filter(|(bound, _)| *bound == name.text) {
        let found = match &*path.segments {
            // `pub(crate) use name;` below a `macro_rules!`.
            [own] if *own == *name.text && !path.is_extern => unique(rules().collect()),
            _ => follow_path(crates, place.clone(), path, depth + 1),
        };
        if found.is_some() {
            return found;
        }
    }
    imports.globs.iter().find_map(|glob| {
        let segments = glob.segments.iter().chain([name]).cloned().collect();
        let path = Path { is_extern: glob.is_extern, segments };
        follow_path(crates, place.clone(), &path, depth + 1)
    })
}
