//! Associated types: `Type::Name` and `<Type as Trait>::Name`, as an implementation defines them. For
//! a parameter, the argument decides.

use std::collections::BTreeMap;
use std::ptr;

use super::candidates::{Certainty, Matching};
use super::found::Found;
use super::known_associated::known_associated;
use super::resolver::TypeResolver;
use super::scope::{ParamValue, Scope, bind};
use super::ty::{Projection, TraitRef, Ty, TyKind, unmapped};
use crate::codes;
use crate::report::Problem;
use crate::source::{Module, SourceFile};
use crate::tree::{
    Argument, Associated, AssociatedType, Generics, Impl, Name, ParamKind, Span, Trait, TraitExpr,
    TypeExpr,
};

/// How many associated types may lead to each other.
const MAX_FOLLOWED: usize = 1024;

/// How many implementations one error names.
const MAX_SHOWN: usize = 2;

impl<'a> TypeResolver<'_, 'a> {
    /// The meaning of `<Type as Trait>::Name`.
    pub(super) fn resolve_associated(
        &mut self,
        span: Span,
        associated: &'a Associated,
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        let owner = self.resolve(&associated.owner, scope);
        let Some((of_trait, name)) = &associated.item else {
            return unmapped(span, &scope.module.file);
        };
        match self.resolver.resolve(scope.module, &of_trait.path) {
            Ok(Found::Trait(module, item)) => {
                let args = self.trait_args(of_trait, module, item, scope);
                let of_trait = TraitRef { module, item, args };
                let projection = Projection { owner, of_trait, name: &name.text };
                if associated.arguments.is_empty() {
                    self.project(projection, span, &scope.module.file)
                } else {
                    self.project_with(&projection, name, &associated.arguments, span, scope)
                }
            }
            Ok(Found::Opaque(opaque)) => {
                let kind = known_associated(&owner, &opaque.path, &name.text);
                kind.map_or_else(
                    || unmapped(span, &scope.module.file),
                    |kind| Ty { kind, span, file: &scope.module.file },
                )
            }
            Ok(_) => unmapped(span, &scope.module.file),
            Err(problem) => Ty::failed(*problem, span, &scope.module.file),
        }
    }

    /// The meaning of an associated type with arguments.
    fn project_with(
        &mut self,
        projection: &Projection<'a>,
        name: &Name,
        arguments: &'a [Argument],
        span: Span,
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        let file = &*scope.module.file;
        let parts = || projection.of_trait.args.iter().chain([&projection.owner]);
        if let Some(failed) = parts().find_map(Ty::failure) {
            return failed.clone();
        }
        // A parameter decides only in rustc what its arguments mean.
        if parts().any(Ty::has_params) {
            return unmapped(span, file);
        }
        let (found, mut inner) = match self.find_impl(projection) {
            Ok(found) => found,
            Err(matching) => {
                let problem = self.unresolved(projection, &matching);
                return Ty::failed(problem, span, file);
            }
        };
        match self.arguments(name, arguments, scope, &found.generics, &inner, span) {
            Ok(bound) => {
                inner.params.extend(bind(bound));
                self.follow(&found.ty, &inner)
            }
            Err(problem) => Ty::failed(*problem, span, file),
        }
    }

    /// The meaning of `T::Name`, where `T` is a parameter with these bounds.
    pub(super) fn resolve_projection(
        &mut self,
        span: Span,
        owner: Ty<'a>,
        name: &'a Name,
        bounds: &'a [TraitExpr],
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        let has_it =
            |found: &TraitRef<'a>| found.item.types.iter().any(|known| **known == *name.text);
        match self.trait_among(bounds, &has_it, scope, &mut Vec::new()) {
            Some(of_trait) => {
                let projection = Projection { owner, of_trait, name: &name.text };
                self.project(projection, span, &scope.module.file)
            }
            None => unmapped(span, &scope.module.file),
        }
    }

    /// The meaning of `Self::Name` in an implementation.
    pub(super) fn resolve_sibling(
        &mut self,
        span: Span,
        names: &'a [Name],
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        let ty = scope.block.and_then(|block| match names {
            [_, name] => type_of(block, &name.text),
            _ => None,
        });
        ty.map_or_else(|| unmapped(span, &scope.module.file), |found| self.follow(&found.ty, scope))
    }

    /// The meaning of an associated type, which is itself if it depends on parameters.
    pub(super) fn project(
        &mut self,
        projection: Projection<'a>,
        span: Span,
        file: &'a SourceFile,
    ) -> Ty<'a> {
        let owner = &projection.owner;
        let parts = || projection.of_trait.args.iter().chain([owner]);
        if let Some(large) = parts().find(|part| part.is_too_large()) {
            return Ty::failed(large.recursion_problem(), large.span, large.file);
        }
        let matching = match &owner.kind {
            TyKind::Failed(_) => return owner.clone(),
            TyKind::Param(_) | TyKind::Projected(_) => Vec::new(),
            _ => match self.find_impl(&projection) {
                Ok((found, inner)) => return self.follow(&found.ty, &inner),
                Err(matching) => matching,
            },
        };
        if let Some(failed) = parts().find_map(Ty::failure) {
            return failed.clone();
        }
        if !parts().any(Ty::has_params) {
            let problem = self.unresolved(&projection, &matching);
            return Ty::failed(problem, owner.span, owner.file);
        }
        // A type that is not certainly the same as itself, such as an array of unknown length, cannot
        // be a parameter.
        if !projection.is_same(&projection) {
            return unmapped(span, file);
        }
        Ty { kind: TyKind::Projected(Box::new(projection)), span, file }
    }

    /// The error if none of these is certainly the implementation.
    fn unresolved(&self, projection: &Projection<'a>, matching: &[Matching<'a>]) -> Problem {
        let Projection { owner, name, .. } = projection;
        let is_unresolved = |matching: &&Matching<'a>| matching.block.unresolved_cfg.is_some();
        if let Some(Matching { module, block, .. }) = matching.iter().find(is_unresolved)
            && let Some(condition) = &block.unresolved_cfg
        {
            let cfg = &self.resolver.program.krate(module.krate).cfg;
            let message = format!("it defines `{name}` of this type");
            let problem = cfg.unresolved_cfg_problem(condition, &module.file);
            return problem.related(owner.location(), message);
        }
        let message = match matching {
            [] => format!("no implementation defines `{name}` of this type"),
            [_] => format!(
                "whether the implementation that defines `{name}` applies to this type cannot be \
                 decided from the sources"
            ),
            _ => format!(
                "which implementation defines `{name}` of this type cannot be decided from the sources"
            ),
        };
        let problem = owner.problem(codes::UNMAPPED_TYPE, message);
        let problem = matching.iter().take(MAX_SHOWN).fold(problem, |problem, matching| {
            let location = matching.module.file.location(matching.block.of_trait.path.span());
            problem.related(location, "this may be the one")
        });
        problem.help("write the type itself")
    }

    fn follow(&mut self, ty: &'a TypeExpr, scope: &Scope<'a>) -> Ty<'a> {
        if self.followed == MAX_FOLLOWED {
            let message = "this associated type is defined in terms of itself";
            let problem = scope.module.file.problem(codes::CIRCULAR_TYPE, ty.span, message);
            return Ty::failed(problem, ty.span, &scope.module.file);
        }
        self.followed += 1;
        self.resolve(ty, scope)
    }

    /// The trait that `is_it` among these bounds and their supertraits, except those in `seen`.
    pub(super) fn trait_among(
        &mut self,
        bounds: &'a [TraitExpr],
        is_it: &dyn Fn(&TraitRef<'a>) -> bool,
        scope: &Scope<'a>,
        seen: &mut Vec<&'a Trait>,
    ) -> Option<TraitRef<'a>> {
        bounds.iter().find_map(|bound| {
            let found = self.resolver.resolve(scope.module, &bound.path).ok()?;
            let Found::Trait(module, item) = found else { return None };
            if seen.iter().any(|known| ptr::eq(*known, item)) {
                return None;
            }
            seen.push(item);
            let args = self.trait_args(bound, module, item, scope);
            let of_trait = TraitRef { module, item, args };
            if is_it(&of_trait) {
                return Some(of_trait);
            }
            let params = bound_to(&item.generics, of_trait.args);
            let inner = Scope { params, ..Scope::of_module(module) };
            self.trait_among(&item.supertraits, is_it, &inner, seen)
        })
    }

    /// The arguments of a trait that is written in `scope` and defined in `module`.
    pub(super) fn trait_args(
        &mut self,
        of_trait: &'a TraitExpr,
        module: &'a Module,
        item: &'a Trait,
        scope: &Scope<'a>,
    ) -> Vec<Ty<'a>> {
        let mut args = Vec::new();
        for (index, param) in item.generics.params.iter().enumerate() {
            let span = of_trait.path.span();
            args.push(match (of_trait.arguments.get(index), &param.kind) {
                (Some(given), ParamKind::Constant { .. }) => self.constant(given, span, scope),
                (None, ParamKind::Constant { default }) => {
                    let params = bound_to(&item.generics, args.clone());
                    let scope = Scope { params, ..Scope::of_module(module) };
                    self.number(default.as_ref(), span, &scope)
                }
                (Some(Argument::Type(given)), ParamKind::Type { .. }) => self.resolve(given, scope),
                (None, ParamKind::Type { default: Some(default) }) => {
                    let params = bound_to(&item.generics, args.clone());
                    self.resolve(default, &Scope { params, ..Scope::of_module(module) })
                }
                _ => unmapped(span, &scope.module.file),
            });
        }
        args
    }

    /// The type that an implementation gives to the name, and its scope; or else the implementations
    /// that may. A certain match excludes all others.
    fn find_impl(
        &mut self,
        projection: &Projection<'a>,
    ) -> Result<(&'a AssociatedType, Scope<'a>), Vec<Matching<'a>>> {
        let Projection { owner, of_trait, name } = projection;
        let mut matching = self.impls(owner, of_trait);
        matching.retain(|matching| type_of(matching.block, name).is_some());
        if matching.iter().any(|matching| matching.certainty == Certainty::Certain) {
            matching.retain(|matching| matching.certainty == Certainty::Certain);
        }
        match &mut *matching {
            [
                Matching {
                    certainty: Certainty::Likely | Certainty::Certain,
                    module,
                    block,
                    params,
                },
            ] if block.unresolved_cfg.is_none() => {
                let scope = Scope::of_impl(module, block, std::mem::take(params));
                type_of(block, name).map(|ty| (ty, scope)).ok_or_else(Vec::new)
            }
            _ => Err(matching),
        }
    }
}

/// The parameters of a trait, bound to its arguments.
fn bound_to<'a>(generics: &'a Generics, args: Vec<Ty<'a>>) -> BTreeMap<&'a str, ParamValue<'a>> {
    bind(generics.params.iter().map(|param| &*param.name).zip(args).collect())
}

/// The type that an implementation gives to the name.
fn type_of<'a>(block: &'a Impl, name: &str) -> Option<&'a AssociatedType> {
    block.types.iter().find(|found| *found.name == *name)
}
