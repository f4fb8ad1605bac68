//! Associated types: `Type::Name` and `<Type as Trait>::Name`, where an implementation says what it
//! is. Of a parameter it is known where that is given.

use std::collections::BTreeMap;
use std::ptr;

use super::impls::{Fit, Fitting, bind};
use super::path::Found;
use super::ty::{Param, Scope, Ty, TyKind, TypeResolver, same_all};
use crate::codes;
use crate::report::Problem;
use crate::source::{Module, SourceFile};
use crate::tree::{
    Argument, Associated, At, Generics, Impl, Name, ParamKind, Trait, TraitExpr, TypeExpr,
};

/// An associated type of something that parameters are in.
#[derive(Clone)]
pub(crate) struct Projection<'a> {
    pub(super) owner: Ty<'a>,
    pub(super) of_trait: TraitRef<'a>,
    pub(super) name: &'a str,
}

/// A trait with an argument for each of its parameters.
#[derive(Clone)]
pub(super) struct TraitRef<'a> {
    pub(super) module: &'a Module,
    pub(super) item: &'a Trait,
    pub(super) args: Vec<Ty<'a>>,
}

impl Projection<'_> {
    /// The name of the parameter that it is in TypeScript: `TItem` for `T::Item`.
    pub(crate) fn name(&self) -> String {
        let mut name = String::new();
        let mut pending = vec![&self.owner];
        while let Some(part) = pending.pop() {
            match &part.kind {
                TyKind::Param(param) => name += param,
                TyKind::Projected(inner) => name += &inner.name(),
                _ => pending.extend(part.parts().iter().rev()),
            }
        }
        name + self.name
    }

    /// What tells it from others of its owner.
    pub(super) fn path(&self) -> String {
        let TraitRef { module, item, args } = &self.of_trait;
        let args: Vec<_> = args.iter().map(Ty::path).collect();
        let (trait_at, args) = (item.generics.at.start, args.join(","));
        format!("{}:{}:{trait_at}<{args}>::{}", module.krate, module.path.join("::"), self.name)
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.name == other.name
            && self.owner.is_same(&other.owner)
            && ptr::eq(self.of_trait.item, other.of_trait.item)
            && same_all(&self.of_trait.args, &other.of_trait.args)
    }
}

/// How many associated types may stand for each other, or for parts of each other.
const MAX_FOLLOWED: usize = 1024;

const UNTOLD: &str = "cannot be told from the sources";

/// How many implementations a problem names.
const MAX_SHOWN: usize = 2;

impl<'a> TypeResolver<'_, 'a> {
    /// The meaning of `<Type as Trait>::Name`.
    pub(super) fn resolve_associated(
        &mut self,
        at: At,
        associated: &'a Associated,
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        let owner = self.resolve(&associated.owner, scope);
        let Some((of_trait, name)) = &associated.item else {
            return unmapped(at, &scope.module.file);
        };
        match self.resolver.resolve(scope.module, &of_trait.path) {
            Ok(Found::Trait(module, item)) => {
                let args = self.trait_args(of_trait, module, item, scope);
                let of_trait = TraitRef { module, item, args };
                let projection = Projection { owner, of_trait, name: &name.text };
                self.project(projection, at, &scope.module.file)
            }
            Ok(_) => unmapped(at, &scope.module.file),
            Err(problem) => Ty::failed(*problem, at, &scope.module.file),
        }
    }

    /// The meaning of `T::Name`, where `T` is a parameter with these bounds.
    pub(super) fn resolve_projection(
        &mut self,
        at: At,
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
                self.project(projection, at, &scope.module.file)
            }
            None => unmapped(at, &scope.module.file),
        }
    }

    /// The meaning of `Self::Name` in an implementation.
    pub(super) fn resolve_sibling(
        &mut self,
        at: At,
        names: &'a [Name],
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        let ty = scope.block.and_then(|block| match names {
            [_, name] => type_of(block, &name.text),
            _ => None,
        });
        ty.map_or_else(|| unmapped(at, &scope.module.file), |ty| self.follow(ty, scope))
    }

    /// What an associated type is, or itself where that depends on parameters.
    pub(super) fn project(
        &mut self,
        projection: Projection<'a>,
        at: At,
        file: &'a SourceFile,
    ) -> Ty<'a> {
        let owner = &projection.owner;
        let parts = || projection.of_trait.args.iter().chain([owner]);
        if let Some(large) = parts().find(|part| part.is_too_large()) {
            return Ty::failed(large.endless(), large.at, large.file);
        }
        let fitting = match &owner.kind {
            TyKind::Failed(_) => return owner.clone(),
            TyKind::Param(_) | TyKind::Projected(_) => Vec::new(),
            _ => match self.find_impl(&projection) {
                Ok((ty, inner)) => return self.follow(ty, &inner),
                Err(fitting) => fitting,
            },
        };
        if let Some(failed) = parts().find_map(Ty::failure) {
            return failed.clone();
        }
        if !parts().any(Ty::is_open) {
            let problem = self.untold(&projection, &fitting);
            return Ty::failed(problem, owner.at, owner.file);
        }
        // What cannot be told from itself, like an array of any length, is no parameter.
        if !projection.is_same(&projection) {
            return unmapped(at, file);
        }
        Ty { kind: TyKind::Projected(Box::new(projection)), at, file }
    }

    /// The problem that none of these is surely the implementation.
    fn untold(&self, projection: &Projection<'a>, fitting: &[Fitting<'a>]) -> Problem {
        let Projection { owner, name, .. } = projection;
        let is_undecided = |fitting: &&Fitting<'a>| fitting.block.undecided.is_some();
        if let Some(Fitting { module, block, .. }) = fitting.iter().find(is_undecided)
            && let Some(condition) = &block.undecided
        {
            let cfg = &self.resolver.program.krate(module.krate).cfg;
            let message = format!("it tells what `{name}` is of this");
            let problem = cfg.undecided_problem(condition, &module.file);
            return problem.related(owner.place(), message);
        }
        let message = match fitting {
            [] => format!("no implementation tells what `{name}` is of this"),
            [_] => format!(
                "whether the implementation that tells what `{name}` is of this fits {UNTOLD}"
            ),
            _ => format!("which implementation tells what `{name}` is of this {UNTOLD}"),
        };
        let problem = owner.problem(codes::UNMAPPED_TYPE, message);
        let problem = fitting.iter().take(MAX_SHOWN).fold(problem, |problem, fitting| {
            let place = fitting.module.file.place(fitting.block.of_trait.path.at());
            problem.related(place, "this may be it")
        });
        problem.help("write the type that it is")
    }

    fn follow(&mut self, ty: &'a TypeExpr, scope: &Scope<'a>) -> Ty<'a> {
        if self.followed == MAX_FOLLOWED {
            let message = "this associated type stands for itself";
            let problem = scope.module.file.problem(codes::CIRCULAR_TYPE, ty.at, message);
            return Ty::failed(problem, ty.at, &scope.module.file);
        }
        self.followed += 1;
        self.resolve(ty, scope)
    }

    /// The trait that `is_it`, among these and those that they ask for, and not among those that
    /// were `seen`.
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
            let at = of_trait.path.at();
            args.push(match (of_trait.arguments.get(index), &param.kind) {
                (Some(given), ParamKind::Constant { .. }) => self.constant(given, at, scope),
                (None, ParamKind::Constant { default }) => {
                    self.number(default.as_ref(), at, &Scope::of_module(module))
                }
                (Some(Argument::Type(given)), ParamKind::Type { .. }) => self.resolve(given, scope),
                (None, ParamKind::Type { default: Some(default) }) => {
                    let params = bound_to(&item.generics, args.clone());
                    self.resolve(default, &Scope { params, ..Scope::of_module(module) })
                }
                _ => unmapped(at, &scope.module.file),
            });
        }
        args
    }

    /// The type that an implementation gives the name, and where it stands; where that cannot be
    /// told, those that may. One that fits for sure leaves no room for another.
    fn find_impl(
        &mut self,
        projection: &Projection<'a>,
    ) -> Result<(&'a TypeExpr, Scope<'a>), Vec<Fitting<'a>>> {
        let Projection { owner, of_trait, name } = projection;
        let mut fitting = self.impls(owner, of_trait);
        fitting.retain(|fitting| type_of(fitting.block, name).is_some());
        if fitting.iter().any(|fitting| fitting.fit == Fit::Surely) {
            fitting.retain(|fitting| fitting.fit == Fit::Surely);
        }
        match &mut *fitting {
            [Fitting { fit: Fit::Presumably | Fit::Surely, module, block, params }]
                if block.undecided.is_none() =>
            {
                let scope = Scope::of_impl(module, block, std::mem::take(params));
                type_of(block, name).map(|ty| (ty, scope)).ok_or_else(Vec::new)
            }
            _ => Err(fitting),
        }
    }
}

/// The parameters of a trait with its arguments, as far as there are any.
fn bound_to<'a>(generics: &'a Generics, args: Vec<Ty<'a>>) -> BTreeMap<&'a str, Param<'a>> {
    bind(generics.params.iter().map(|param| &*param.name).zip(args).collect())
}

fn type_of<'a>(block: &'a Impl, name: &str) -> Option<&'a TypeExpr> {
    block.types.iter().find(|(known, _)| **known == *name).map(|(_, ty)| ty)
}

/// The type at this place has no meaning that the sources tell.
pub(super) fn unmapped(at: At, file: &SourceFile) -> Ty<'_> {
    let message = "which type this is cannot be told from the sources";
    let problem = file.problem(codes::UNMAPPED_TYPE, at, message);
    Ty::failed(problem.help("write the type that it is"), at, file)
}
