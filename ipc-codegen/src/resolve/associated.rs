//! Associated types: `Type::Name` and `<Type as Trait>::Name`, where an implementation says what it
//! is. Of a parameter it is known where that is given.

use std::collections::BTreeMap;
use std::ptr;

use super::path::Found;
use super::ty::{DataRef, Param, Scope, Ty, TyKind, TypeResolver, same_all};
use crate::codes;
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

/// A trait with an argument for each of its parameters that is a type.
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

/// Whether an implementation is for a type.
enum Match<'a> {
    No,
    /// It is, if its parameters are these.
    Yes(BTreeMap<&'a str, Param<'a>>),
    /// Only rustc could tell.
    Maybe,
}

/// How many associated types may stand for each other, or for parts of each other.
const MAX_FOLLOWED: usize = 1024;

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
        match self.trait_with(bounds, &name.text, scope, &mut Vec::new()) {
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
        let found = match &owner.kind {
            TyKind::Failed(_) => return owner.clone(),
            TyKind::Param(_) | TyKind::Projected(_) => None,
            _ => self.find_impl(&projection),
        };
        if let Some((ty, inner)) = found {
            return self.follow(ty, &inner);
        }
        if let Some(failed) = parts().find_map(Ty::failure) {
            return failed.clone();
        }
        if !parts().any(Ty::is_open) {
            let message = format!("no implementation tells what `{}` is of this", projection.name);
            let problem = owner.problem(codes::UNMAPPED_TYPE, message);
            return Ty::failed(problem.help("write the type that it is"), owner.at, owner.file);
        }
        // What cannot be told from itself, like an array of any length, is no parameter.
        if !projection.is_same(&projection) {
            return unmapped(at, file);
        }
        Ty { kind: TyKind::Projected(Box::new(projection)), at, file }
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

    /// The trait with an associated type of this name, among these and those that they ask for, and
    /// not among those that were `seen`.
    fn trait_with(
        &mut self,
        bounds: &'a [TraitExpr],
        name: &str,
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
            if item.types.iter().any(|known| **known == *name) {
                return Some(TraitRef { module, item, args });
            }
            let params = bound_to(&item.generics, args);
            let inner = Scope { params, ..Scope::of_module(module) };
            self.trait_with(&item.supertraits, name, &inner, seen)
        })
    }

    /// The arguments of a trait that is written in `scope` and defined in `module`.
    fn trait_args(
        &mut self,
        of_trait: &'a TraitExpr,
        module: &'a Module,
        item: &'a Trait,
        scope: &Scope<'a>,
    ) -> Vec<Ty<'a>> {
        let mut args = Vec::new();
        for (index, param) in item.generics.params.iter().enumerate() {
            let ParamKind::Type { default } = &param.kind else { continue };
            args.push(match (of_trait.arguments.get(index), default) {
                (Some(Argument::Type(given)), _) => self.resolve(given, scope),
                (None, Some(default)) => {
                    let params = bound_to(&item.generics, args.clone());
                    self.resolve(default, &Scope { params, ..Scope::of_module(module) })
                }
                _ => unmapped(of_trait.path.at(), &scope.module.file),
            });
        }
        args
    }

    /// The type that the only implementation gives the name, and where it stands. One that asks for
    /// nothing leaves no room for those of which only rustc could tell whether they fit.
    fn find_impl(&mut self, projection: &Projection<'a>) -> Option<(&'a TypeExpr, Scope<'a>)> {
        let modules = self.modules_around(projection);
        let mut found = None;
        let (mut is_sure, mut may_be_other) = (false, false);
        for module in modules {
            for block in &module.impls {
                let Some(ty) = type_of(block, projection.name) else { continue };
                match self.matches(module, block, projection) {
                    Match::No => {}
                    Match::Maybe => may_be_other = true,
                    Match::Yes(_) if found.is_some() => return None,
                    Match::Yes(params) => {
                        is_sure = !block.is_conditional;
                        found = Some((ty, Scope::of_impl(module, block, params)));
                    }
                }
            }
        }
        found.filter(|_| is_sure || !may_be_other)
    }

    /// Where implementations may be: where the trait is defined, or a type that it is for or of. Of
    /// a crate that is not the user's to change only those modules are read.
    fn modules_around(&self, projection: &Projection<'a>) -> Vec<&'a Module> {
        let program = self.resolver.program;
        let mut modules = program.input_modules();
        let mut defining = vec![projection.of_trait.module];
        let mut pending: Vec<_> =
            projection.of_trait.args.iter().chain([&projection.owner]).collect();
        while let Some(ty) = pending.pop() {
            if let TyKind::Data(DataRef { module, .. }, _) = ty.kind {
                defining.push(module);
            }
            pending.extend(ty.parts());
        }
        for module in defining {
            if modules.iter().all(|other| !ptr::eq(*other, module)) {
                if program.is_external(module.krate) {
                    modules.push(module);
                } else {
                    modules.extend(program.modules(module.krate));
                }
            }
        }
        modules
    }

    fn matches(
        &mut self,
        module: &'a Module,
        block: &'a Impl,
        projection: &Projection<'a>,
    ) -> Match<'a> {
        let Projection { owner, of_trait, .. } = projection;
        let found = match self.resolver.resolve(module, &block.of_trait.path) {
            Ok(Found::Trait(found, item)) if ptr::eq(item, of_trait.item) => found,
            _ => return Match::No,
        };
        let mut open: BTreeMap<_, _> =
            block.generics.types().map(|param| (&*param.name, Param::Open)).collect();
        open.insert("Self", Param::Bound(owner.clone()));
        let scope = Scope::of_impl(module, block, open);
        let this = self.resolve(&block.this, &scope);
        let args = self.trait_args(&block.of_trait, found, of_trait.item, &scope);
        let mut params = BTreeMap::new();
        let is_for_it = unify(&this, owner, &mut params);
        let is_of_it = unify_all(&args, &of_trait.args, &mut params);
        match (is_for_it, is_of_it) {
            (Some(true), Some(true)) => {
                params.insert("Self", owner.clone());
                Match::Yes(bind(params))
            }
            (Some(false), _) | (_, Some(false)) => Match::No,
            _ => Match::Maybe,
        }
    }
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

fn bind<'a>(params: BTreeMap<&'a str, Ty<'a>>) -> BTreeMap<&'a str, Param<'a>> {
    params.into_iter().map(|(name, ty)| (name, Param::Bound(ty))).collect()
}

/// The parameters of a trait with its arguments, as far as there are any.
fn bound_to<'a>(generics: &'a Generics, args: Vec<Ty<'a>>) -> BTreeMap<&'a str, Param<'a>> {
    bind(generics.types().map(|param| &*param.name).zip(args).collect())
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
