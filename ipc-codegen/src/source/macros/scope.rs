//! The macros in scope, and the paths that lead to others.

use std::collections::BTreeMap;
use std::sync::Arc;

use ipc_syntax::unraw;

use super::expand::MacroRules;
use super::lookup::Place;
use crate::known::MACROS;
use crate::source::dependency::Dependency;
use crate::tree::Path;

/// The macros in scope at a place in a file.
pub(crate) type MacroScope = Arc<Macros>;

/// The macros in scope, except those that a `use` imports.
#[derive(Clone, Default)]
pub(crate) struct Macros {
    /// By name. A later definition replaces an earlier one.
    rules: BTreeMap<Box<str>, Arc<MacroRules>>,
    /// The crates of each `#[macro_use] extern crate`, by their names in the sources.
    crates: Vec<Box<str>>,
}

impl Macros {
    /// The known macros of a crate's dependencies. The crate's own macros replace them.
    pub(crate) fn known(dependencies: Option<&BTreeMap<String, Dependency>>) -> MacroScope {
        let mut scope = Self::default();
        for known in MACROS {
            let name = match dependencies {
                // Without a manifest, any path may begin with a crate name.
                None => Some(known.krate),
                Some(all) => all.iter().find_map(|(name, dependency)| match dependency {
                    Dependency::Opaque(package)
                        if package.name == known.krate && package.major == Some(known.major) =>
                    {
                        Some(name.as_str())
                    }
                    _ => None,
                }),
            };
            if let Some(name) = name {
                scope.define(known.name, MacroRules::of_crate(known, name));
            }
        }
        Arc::new(scope)
    }

    pub(crate) fn define(&mut self, name: &str, rules: MacroRules) {
        self.rules.insert(name.into(), Arc::new(rules));
    }

    /// Adds the macros of a crate, whose own ones come first.
    pub(crate) fn add_crate(&mut self, name: &str) {
        self.crates.push(name.into());
    }

    /// Whether no macro has a definition here.
    pub(crate) fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The macro that a path names.
    pub(crate) fn find(&self, path: &syn::Path) -> Option<Arc<MacroRules>> {
        let name = unraw(&path.segments.last()?.ident);
        let found = self.rules.get(&*name)?;
        let home = found.krate.as_deref().unwrap_or("crate");
        let is_global = path.segments.len() == 2 && unraw(&path.segments[0].ident) == home;
        let is_meant = path.get_ident().is_some() || (is_global && found.is_exported);
        is_meant.then(|| Arc::clone(found))
    }

    /// The crates whose macros need no path.
    pub(crate) fn crates(&self) -> impl Iterator<Item = &str> {
        self.crates.iter().map(|name| &**name)
    }

    /// The macros that are defined here and not in `outer`.
    pub(crate) fn own<'a>(
        &'a self,
        outer: &'a Self,
    ) -> impl Iterator<Item = (&'a str, &'a Arc<MacroRules>)> {
        let is_outer = |name: &str, rules: &Arc<MacroRules>| {
            outer.rules.get(name).is_some_and(|known| Arc::ptr_eq(known, rules))
        };
        let all = self.rules.iter().map(|(name, rules)| (&**name, rules));
        all.filter(move |(name, rules)| !is_outer(name, rules))
    }
}

/// Finds macros by path, in this crate or in those that it depends on.
pub(crate) trait FindMacro: Sync {
    /// The macro that one of these paths leads to from a module.
    ///
    /// # Errors
    ///
    /// Why it cannot be read; `None` if no path leads to a crate.
    fn find_macro(&self, from: &Place, paths: &[Path]) -> Result<Arc<MacroRules>, Option<String>>;

    /// The package that a name means in the sources of a crate. Without a manifest, it may be any.
    fn package<'n>(&'n self, krate: usize, name: &'n str) -> Option<&'n str>;
}
