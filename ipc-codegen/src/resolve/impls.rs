//! Implementations: which of them a type has, by their headers and their bounds.

use std::collections::BTreeMap;
use std::ptr;
use std::sync::Arc;

use super::candidates::{Candidate, Certainty, ImplHeader, Matching};
use super::found::Found;
use super::resolver::{Resolver, TypeResolver};
use super::scope::{ParamValue, Scope, bind};
use super::ty::{DataRef, TraitRef, Ty, TyKind, same_all};
use crate::source::Module;
use crate::tree::{Impl, TraitExpr, TypeExprKind};

/// How many bounds may require each other.
const MAX_DEPTH: usize = 32;

/// How many bounds are checked for one bound.
const MAX_PROOFS: usize = 1024;

impl<'a> Resolver<'a> {
    fn add_impls(&mut self, module: &'a Module) {
        for block in &module.impls {
            if let Ok(Found::Trait(_, item)) = self.resolve(module, &block.of_trait.path) {
                self.impls.add(module, block, item);
            }
        }
    }

    /// Visits the modules that may have implementations: those that define the trait or one of the
    /// types in the header. In an external crate, only these modules are read.
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
    /// The implementations of a trait that a type may have. Implementations that were only found for
    /// other types do not count, so that the answer does not depend on the order of questions.
    pub(super) fn impls(&mut self, owner: &Ty<'a>, of_trait: &TraitRef<'a>) -> Vec<Matching<'a>> {
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
        near.filter_map(|candidate| self.matching(candidate, owner, of_trait)).collect()
    }

    fn matching(
        &mut self,
        candidate: &Candidate<'a>,
        owner: &Ty<'a>,
        of_trait: &TraitRef<'a>,
    ) -> Option<Matching<'a>> {
        let Candidate { module, block, .. } = *candidate;
        let matching = |certainty, params| Some(Matching { certainty, module, block, params });
        let Some(header) = self.header(candidate, of_trait) else {
            return matching(Certainty::Possible, BTreeMap::new());
        };
        let mut params = BTreeMap::new();
        let is_for_it = if header.is_foreign {
            is_foreign(owner, block)
        } else {
            unify(&header.this, owner, &mut params)
        };
        match both(is_for_it, unify_all(&header.args, &of_trait.args, &mut params)) {
            Some(false) => None,
            None => matching(Certainty::Possible, BTreeMap::new()),
            Some(true) => {
                params.insert("Self", owner.clone());
                let params = bind(params);
                let certainty = self.certainty(module, block, &params);
                matching(certainty, params)
            }
        }
    }

    /// The header of an implementation; `None` if it depends on itself.
    fn header<'c>(
        &mut self,
        candidate: &'c Candidate<'a>,
        of_trait: &TraitRef<'a>,
    ) -> Option<&'c ImplHeader<'a>> {
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
    ) -> ImplHeader<'a> {
        let params = block.generics.params.iter();
        let open = params.map(|param| (&*param.name, ParamValue::Open)).collect();
        let mut scope = Scope::of_impl(module, block, open);
        let this = self.resolve(&block.this, &scope);
        let is_foreign = this.has_failed()
            && match &block.this.kind {
                TypeExprKind::Path(path, _) => {
                    matches!(self.resolver.resolve(module, path), Ok(Found::Opaque(opaque))
                        if matches!(&*opaque.path[0], "std" | "core" | "alloc"))
                }
                kind => matches!(
                    kind,
                    TypeExprKind::TraitObject(_) | TypeExprKind::Function | TypeExprKind::Other(_)
                ),
            };
        scope.params.insert("Self", ParamValue::Bound(this.clone()));
        let args = self.trait_args(&block.of_trait, of_trait.module, of_trait.item, &scope);
        ImplHeader { this, is_foreign, args }
    }

    /// How certain it is that the bounds of an implementation hold for these parameters.
    fn certainty(
        &mut self,
        module: &'a Module,
        block: &'a Impl,
        params: &BTreeMap<&'a str, ParamValue<'a>>,
    ) -> Certainty {
        let mut certainty = Certainty::Certain;
        for (ty, traits) in &block.bounds {
            let scope = Scope::of_impl(module, block, params.clone());
            let ty = self.resolve(ty, &scope);
            for of_trait in traits {
                certainty = certainty.min(self.implements(&ty, of_trait, &scope));
                if certainty == Certainty::Possible {
                    return certainty;
                }
            }
        }
        certainty
    }

    /// How certain it is that a type implements a trait that is written in `scope`.
    fn implements(&mut self, ty: &Ty<'a>, of_trait: &'a TraitExpr, scope: &Scope<'a>) -> Certainty {
        let (module, item) = match self.resolver.resolve(scope.module, &of_trait.path) {
            Ok(Found::Trait(module, item)) => (module, item),
            Ok(Found::Opaque(_)) => return Certainty::Likely,
            _ => return Certainty::Possible,
        };
        if self.depth == 0 {
            self.proofs = 0;
        }
        let is_too_much = self.depth == MAX_DEPTH || self.proofs == MAX_PROOFS;
        if is_too_much || of_trait.is_constrained || ty.is_too_large() || ty.failure().is_some() {
            return Certainty::Possible;
        }
        self.depth += 1;
        self.proofs += 1;
        let args = self.trait_args(of_trait, module, item, scope);
        let of_trait = TraitRef { module, item, args };
        let certainty = if self.is_declared(ty, &of_trait) {
            Certainty::Certain
        } else {
            let known = self.impls(ty, &of_trait).into_iter();
            let resolved = known.filter(|known| known.block.unresolved_cfg.is_none());
            resolved.map(|known| known.certainty).max().unwrap_or(Certainty::Possible)
        };
        self.depth -= 1;
        certainty
    }

    /// Whether the definition around declares that its parameter implements a trait.
    fn is_declared(&mut self, ty: &Ty<'a>, of_trait: &TraitRef<'a>) -> bool {
        let (TyKind::Param(param), Some(around)) = (&ty.kind, self.around) else { return false };
        let scope = Scope::of_data(around);
        let is_it = |found: &TraitRef<'a>| {
            ptr::eq(found.item, of_trait.item) && same_all(&found.args, &of_trait.args)
        };
        self.trait_among(scope.bounds(param), &is_it, &scope, &mut Vec::new()).is_some()
    }
}

/// The modules that define a trait, the type that implements it, and all types in both.
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

/// Whether an impl whose header did not resolve can apply to `owner`. The header may alias a known type
/// without parameters, or `Result`.
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

/// Whether a type of an implementation's header matches a type, and with which parameters. `None` if
/// only rustc can decide it.
pub(super) fn unify<'a>(
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

/// Three-valued "and": `None` is unknown.
fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (a, b) => a.and(b),
    }
}
