//! Implementations: which of them a type has, by what they are for and by what they ask for.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ptr;
use std::sync::{Arc, OnceLock};

use super::associated::TraitRef;
use super::path::{Found, Resolver};
use super::ty::{DataRef, Param, Scope, Ty, TyKind, TypeResolver, same_all};
use crate::source::Module;
use crate::tree::{Impl, Trait, TraitExpr, TypeExprKind};

/// The implementations in the modules that were gone through, by the addresses of their traits.
#[derive(Default)]
pub(super) struct Impls<'a> {
    by_trait: HashMap<usize, Arc<Vec<Candidate<'a>>>>,
    crates: HashSet<usize>,
    /// Those of crates that are not gone through as a whole, by their addresses.
    modules: HashSet<usize>,
    /// Those whose headers are being resolved, which may lead to each other.
    resolving: Vec<&'a Impl>,
}

/// An implementation of a trait.
#[derive(Clone)]
struct Candidate<'a> {
    module: &'a Module,
    block: &'a Impl,
    header: OnceLock<Header<'a>>,
}

/// What an implementation is for, with its own parameters in it.
#[derive(Clone)]
struct Header<'a> {
    this: Ty<'a>,
    /// Whether that is of std and not known, or has no name.
    is_foreign: bool,
    args: Vec<Ty<'a>>,
}

/// Whether an implementation is for a type, from what is not so to what is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// Only rustc could tell.
    Perhaps,
    /// It is, if traits that are not read are implemented as it asks for.
    Presumably,
    Surely,
}

/// An implementation that a type may have, and what its parameters are then.
pub(super) struct Fitting<'a> {
    pub(super) fit: Fit,
    pub(super) module: &'a Module,
    pub(super) block: &'a Impl,
    pub(super) params: BTreeMap<&'a str, Param<'a>>,
}

/// How many bounds may ask for each other.
const MAX_DEPTH: usize = 32;

/// How many bounds one bound may lead to.
const MAX_PROOFS: usize = 1024;

impl<'a> Impls<'a> {
    fn add(&mut self, module: &'a Module, block: &'a Impl, of_trait: &Trait) {
        let all = self.by_trait.entry(ptr::from_ref(of_trait).addr()).or_default();
        Arc::make_mut(all).push(Candidate { module, block, header: OnceLock::new() });
    }
}

impl<'a> Resolver<'a> {
    fn add_impls(&mut self, module: &'a Module) {
        for block in &module.impls {
            if let Ok(Found::Trait(_, item)) = self.resolve(module, &block.of_trait.path) {
                self.impls.add(module, block, item);
            }
        }
    }

    /// Goes through where implementations may be: where the trait is defined, or a type that it is
    /// for or of. Of a crate that is not the user's to change only those modules are read.
    fn read_impls(&mut self, defining: &[&'a Module]) {
        let program = self.program;
        if self.impls.crates.is_empty() {
            for module in program.input_modules() {
                self.impls.crates.insert(module.krate);
                self.impls.modules.insert(ptr::from_ref(module).addr());
                self.add_impls(module);
            }
        }
        for module in defining {
            if self.impls.crates.contains(&module.krate) {
                continue;
            }
            if !program.is_external(module.krate) {
                self.impls.crates.insert(module.krate);
                for module in program.modules(module.krate) {
                    self.add_impls(module);
                }
            } else if self.impls.modules.insert(ptr::from_ref(*module).addr()) {
                self.add_impls(module);
            }
        }
    }
}

impl<'a> TypeResolver<'_, 'a> {
    /// The implementations of a trait that a type may have. No other one may have been met, whatever
    /// was asked for before.
    pub(super) fn impls(&mut self, owner: &Ty<'a>, of_trait: &TraitRef<'a>) -> Vec<Fitting<'a>> {
        let defining = defining(owner, of_trait);
        self.resolver.read_impls(&defining);
        let key = ptr::from_ref(of_trait.item).addr();
        let Some(candidates) = self.resolver.impls.by_trait.get(&key).map(Arc::clone) else {
            return Vec::new();
        };
        let program = self.resolver.program;
        let is_near = |module: &'a Module| {
            let is_it = |other: &&Module| {
                let is_whole = !program.is_external(module.krate);
                ptr::eq(*other, module) || (is_whole && other.krate == module.krate)
            };
            program.krate(module.krate).is_input || defining.iter().any(is_it)
        };
        let near = candidates.iter().filter(|candidate| is_near(candidate.module));
        near.filter_map(|candidate| self.fitting(candidate, owner, of_trait)).collect()
    }

    fn fitting(
        &mut self,
        candidate: &Candidate<'a>,
        owner: &Ty<'a>,
        of_trait: &TraitRef<'a>,
    ) -> Option<Fitting<'a>> {
        let Candidate { module, block, .. } = *candidate;
        let fitting = |fit, params| Some(Fitting { fit, module, block, params });
        let Some(header) = self.header(candidate, of_trait) else {
            return fitting(Fit::Perhaps, BTreeMap::new());
        };
        let mut params = BTreeMap::new();
        let is_for_it = if header.is_foreign {
            is_foreign(owner, block)
        } else {
            unify(&header.this, owner, &mut params)
        };
        match both(is_for_it, unify_all(&header.args, &of_trait.args, &mut params)) {
            Some(false) => None,
            None => fitting(Fit::Perhaps, BTreeMap::new()),
            Some(true) => {
                params.insert("Self", owner.clone());
                let params = bind(params);
                let fit = self.proof(module, block, &params);
                fitting(fit, params)
            }
        }
    }

    /// What an implementation is for; none where that leads to itself.
    fn header<'c>(
        &mut self,
        candidate: &'c Candidate<'a>,
        of_trait: &TraitRef<'a>,
    ) -> Option<&'c Header<'a>> {
        let Candidate { module, block, ref header } = *candidate;
        if header.get().is_none() {
            let resolving = &mut self.resolver.impls.resolving;
            if resolving.len() == MAX_DEPTH || resolving.iter().any(|known| ptr::eq(*known, block))
            {
                return None;
            }
            resolving.push(block);
            let found =
                TypeResolver::new(self.resolver, None).resolve_header(module, block, of_trait);
            self.resolver.impls.resolving.pop();
            return Some(header.get_or_init(|| found));
        }
        header.get()
    }

    fn resolve_header(
        &mut self,
        module: &'a Module,
        block: &'a Impl,
        of_trait: &TraitRef<'a>,
    ) -> Header<'a> {
        let params = block.generics.params.iter();
        let open = params.map(|param| (&*param.name, Param::Open)).collect();
        let mut scope = Scope::of_impl(module, block, open);
        let this = self.resolve(&block.this, &scope);
        let is_foreign = this.has_failed()
            && match &block.this.kind {
                TypeExprKind::Path(path, _) => {
                    matches!(self.resolver.resolve(module, path), Ok(Found::Opaque(opaque))
                        if matches!(&*opaque.path[0], "std" | "core" | "alloc"))
                }
                kind => matches!(kind, TypeExprKind::Other(_)),
            };
        scope.params.insert("Self", Param::Bound(this.clone()));
        let args = self.trait_args(&block.of_trait, of_trait.module, of_trait.item, &scope);
        Header { this, is_foreign, args }
    }

    /// Whether what an implementation asks for is so, once its parameters are bound.
    fn proof(
        &mut self,
        module: &'a Module,
        block: &'a Impl,
        params: &BTreeMap<&'a str, Param<'a>>,
    ) -> Fit {
        let mut fit = Fit::Surely;
        for (ty, traits) in &block.bounds {
            let scope = Scope::of_impl(module, block, params.clone());
            let ty = self.resolve(ty, &scope);
            for of_trait in traits {
                fit = fit.min(self.implements(&ty, of_trait, &scope));
                if fit == Fit::Perhaps {
                    return fit;
                }
            }
        }
        fit
    }

    /// Whether a type implements a trait that is written in `scope`.
    fn implements(&mut self, ty: &Ty<'a>, of_trait: &'a TraitExpr, scope: &Scope<'a>) -> Fit {
        let (module, item) = match self.resolver.resolve(scope.module, &of_trait.path) {
            Ok(Found::Trait(module, item)) => (module, item),
            Ok(Found::Opaque(_)) => return Fit::Presumably,
            _ => return Fit::Perhaps,
        };
        if self.depth == 0 {
            self.proofs = 0;
        }
        let is_too_much = self.depth == MAX_DEPTH || self.proofs == MAX_PROOFS;
        if is_too_much || of_trait.is_constrained || ty.is_too_large() || ty.failure().is_some() {
            return Fit::Perhaps;
        }
        self.depth += 1;
        self.proofs += 1;
        let args = self.trait_args(of_trait, module, item, scope);
        let of_trait = TraitRef { module, item, args };
        let fit = if self.is_declared(ty, &of_trait) {
            Fit::Surely
        } else {
            let known = self.impls(ty, &of_trait).into_iter();
            let decided = known.filter(|known| known.block.undecided.is_none());
            decided.map(|known| known.fit).max().unwrap_or(Fit::Perhaps)
        };
        self.depth -= 1;
        fit
    }

    /// Whether the definition around says that a type, its parameter, implements a trait.
    fn is_declared(&mut self, ty: &Ty<'a>, of_trait: &TraitRef<'a>) -> bool {
        let (TyKind::Param(param), Some(around)) = (&ty.kind, self.around) else { return false };
        let scope = Scope::of_data(around);
        let is_it = |found: &TraitRef<'a>| {
            ptr::eq(found.item, of_trait.item) && same_all(&found.args, &of_trait.args)
        };
        self.trait_among(scope.bounds(param), &is_it, &scope, &mut Vec::new()).is_some()
    }
}

/// Where a trait and the types that it is for and of are defined.
fn defining<'a>(owner: &Ty<'a>, of_trait: &TraitRef<'a>) -> Vec<&'a Module> {
    let mut defining = vec![of_trait.module];
    let mut pending: Vec<_> = of_trait.args.iter().chain([owner]).collect();
    while let Some(ty) = pending.pop() {
        if let TyKind::Data(DataRef { module, .. }, _) = ty.kind {
            defining.push(module);
        }
        pending.extend(ty.parts());
    }
    defining
}

/// Whether a type of std that is not known, or one without a name, is this one: it may be another
/// name of one that is known, and of none with parameters but `Result`.
fn is_foreign(owner: &Ty<'_>, block: &Impl) -> Option<bool> {
    let is_other = match &owner.kind {
        TyKind::Data(..) | TyKind::Tuple(_) | TyKind::Array(..) | TyKind::Slice(_) => true,
        TyKind::Known(known, args) => {
            let has_other_name = match &block.this.kind {
                TypeExprKind::Path(path, _) => {
                    !known.path().rsplit("::").next().is_some_and(|name| path.ends_with(name))
                }
                _ => true,
            };
            !args.is_empty() && !known.is_result() && has_other_name
        }
        TyKind::Param(_) | TyKind::Projected(_) | TyKind::Constant(_) | TyKind::Failed(_) => false,
    };
    is_other.then_some(false)
}

/// Whether a type of an implementation is another one, once its parameters are bound.
fn unify<'a>(
    pattern: &Ty<'a>,
    ty: &Ty<'a>,
    params: &mut BTreeMap<&'a str, Ty<'a>>,
) -> Option<bool> {
    match (&pattern.kind, &ty.kind) {
        (TyKind::Param(name), _) => {
            if let Some(bound) = params.get(name) {
                return bound.is_same(ty).then_some(true);
            }
            params.insert(name, ty.clone());
            Some(true)
        }
        (TyKind::Projected(_) | TyKind::Failed(_), _)
        | (_, TyKind::Param(_) | TyKind::Projected(_) | TyKind::Failed(_)) => None,
        (TyKind::Data(a, x), TyKind::Data(b, y)) => {
            if ptr::eq(a.data, b.data) {
                unify_all(x, y, params)
            } else {
                Some(false)
            }
        }
        (TyKind::Known(a, x), TyKind::Known(b, y)) => match a.is(*b) {
            Some(true) => unify_all(x, y, params),
            unlike => unlike,
        },
        (TyKind::Tuple(x), TyKind::Tuple(y)) if x.len() == y.len() => unify_all(x, y, params),
        (TyKind::Slice(x), TyKind::Slice(y)) => unify(x, y, params),
        (TyKind::Constant(number), TyKind::Constant(other)) => {
            number.zip(*other).map(|(number, other)| number == other)
        }
        (TyKind::Array(x, length), TyKind::Array(y, other)) => {
            let is_as_long = length.zip(*other).map(|(length, other)| length == other);
            both(is_as_long, unify(x, y, params))
        }
        _ => Some(false),
    }
}

fn unify_all<'a>(
    patterns: &[Ty<'a>],
    types: &[Ty<'a>],
    params: &mut BTreeMap<&'a str, Ty<'a>>,
) -> Option<bool> {
    let mut are_the_same = Some(true);
    for (pattern, ty) in patterns.iter().zip(types) {
        are_the_same = both(are_the_same, unify(pattern, ty, params));
    }
    are_the_same
}

/// Whether both are so: not if one is not, and it cannot be told if one cannot.
fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (a, b) => a.and(b),
    }
}

pub(super) fn bind<'a>(params: BTreeMap<&'a str, Ty<'a>>) -> BTreeMap<&'a str, Param<'a>> {
    params.into_iter().map(|(name, ty)| (name, Param::Bound(ty))).collect()
}
