//! Associated types: `<Type as Trait>::Name`, where an implementation says what it is.

use std::collections::BTreeMap;
use std::ptr;

use super::path::Found;
use super::ty::{Param, Scope, Ty, TyKind, TypeResolver};
use crate::codes;
use crate::report::Problem;
use crate::source::{Entry, Module};
use crate::tree::{Associated, At, Impl, Path, TypeExpr};

/// Whether an implementation is for a type.
enum Match<'a> {
    No,
    /// It is, if its parameters are these.
    Yes(BTreeMap<&'a str, Param<'a>>),
    /// Only rustc could tell.
    Maybe,
}

impl<'a> TypeResolver<'_, 'a> {
    /// The meaning of `<Type as Trait>::Name`.
    pub(super) fn resolve_associated(
        &mut self,
        at: At,
        associated: &'a Associated,
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        let owner = self.resolve(&associated.owner, scope);
        if matches!(owner.kind, TyKind::Failed) {
            return Ty::failed(at, scope);
        }
        let found = self.find_associated(&owner, associated, scope);
        match found {
            Ok(Some((ty, inner))) => self.follow_associated(at, ty, scope, &inner),
            Ok(None) => self.fail(at, scope, unmapped(at, scope)),
            Err(problem) => self.fail(at, scope, *problem),
        }
    }

    /// The meaning of `Self::Name` in an implementation.
    pub(super) fn resolve_sibling(&mut self, at: At, path: &Path, scope: &Scope<'a>) -> Ty<'a> {
        let ty = scope.block.and_then(|block| match &*path.segments {
            [_, name] => type_of(block, &name.text),
            _ => None,
        });
        match ty {
            Some(ty) => self.follow_associated(at, ty, scope, scope),
            None => self.fail(at, scope, unmapped(at, scope)),
        }
    }

    fn follow_associated(
        &mut self,
        at: At,
        ty: &'a TypeExpr,
        scope: &Scope<'a>,
        inner: &Scope<'a>,
    ) -> Ty<'a> {
        if self.associated.iter().any(|known| ptr::eq(*known, ty)) {
            let message = "this associated type stands for itself";
            let problem = scope.module.file.problem(codes::CIRCULAR_TYPE, at, message);
            return self.fail(at, scope, problem);
        }
        self.associated.push(ty);
        let meaning = self.resolve(ty, inner);
        self.associated.pop();
        meaning
    }

    fn fail(&mut self, at: At, scope: &Scope<'a>, problem: Problem) -> Ty<'a> {
        self.problems.push(problem);
        Ty::failed(at, scope)
    }

    /// The type that the only implementation gives the name, and where it stands.
    fn find_associated(
        &mut self,
        owner: &Ty<'a>,
        associated: &Associated,
        scope: &Scope<'a>,
    ) -> Result<Option<(&'a TypeExpr, Scope<'a>)>, Box<Problem>> {
        let TyKind::Data(data, _) = &owner.kind else { return Ok(None) };
        let Some((path, name)) = &associated.item else { return Ok(None) };
        let Found::Trait(wanted) = self.resolver.resolve(scope.module, path)? else {
            return Ok(None);
        };
        let mut modules = self.resolver.program.input_modules();
        if !modules.iter().any(|module| ptr::eq(*module, data.module)) {
            modules.push(data.module);
        }
        let mut found = None;
        for module in modules {
            for block in &module.impls {
                let Some(ty) = type_of(block, &name.text) else { continue };
                match self.matches(module, block, wanted, owner) {
                    Match::No => {}
                    Match::Yes(params) if found.is_none() => {
                        found = Some((ty, Scope::of_impl(module, block, params)));
                    }
                    Match::Yes(_) | Match::Maybe => return Ok(None),
                }
            }
        }
        Ok(found)
    }

    fn matches(
        &mut self,
        module: &'a Module,
        block: &'a Impl,
        wanted: &Entry,
        owner: &Ty<'a>,
    ) -> Match<'a> {
        match self.resolver.resolve(module, &block.of_trait) {
            Ok(Found::Trait(found)) if ptr::eq(found, wanted) => {}
            _ => return Match::No,
        }
        let open = block.params.iter().map(|name| (&**name, Param::Open)).collect();
        let scope = Scope::of_impl(module, block, open);
        let reported = self.problems.len();
        let this = self.resolve(&block.this, &scope);
        // What is wrong with an implementation is no use of it.
        self.problems.truncate(reported);
        let mut params = BTreeMap::new();
        match unify(&this, owner, &mut params) {
            Some(true) => {
                params.insert("Self", Param::Bound(owner.clone()));
                Match::Yes(params)
            }
            Some(false) => Match::No,
            None => Match::Maybe,
        }
    }
}

/// Whether a type of an implementation is another one, once its parameters are bound.
fn unify<'a>(
    pattern: &Ty<'a>,
    ty: &Ty<'a>,
    params: &mut BTreeMap<&'a str, Param<'a>>,
) -> Option<bool> {
    match (&pattern.kind, &ty.kind) {
        (TyKind::Param(name), _) => {
            let is_new = params.insert(name, Param::Bound(ty.clone())).is_none();
            is_new.then_some(true)
        }
        (TyKind::Data(a, x), TyKind::Data(b, y)) if ptr::eq(a.data, b.data) => {
            let mut is_same = Some(true);
            for (pattern, ty) in x.iter().zip(y) {
                match unify(pattern, ty, params) {
                    Some(true) => {}
                    Some(false) => return Some(false),
                    None => is_same = None,
                }
            }
            is_same
        }
        (TyKind::Data(..), TyKind::Data(..)) => Some(false),
        // Types of other crates are told apart by their shapes alone.
        _ => None,
    }
}

fn type_of<'a>(block: &'a Impl, name: &str) -> Option<&'a TypeExpr> {
    block.types.iter().find(|(known, _)| **known == *name).map(|(_, ty)| ty)
}

fn unmapped(at: At, scope: &Scope<'_>) -> Problem {
    scope
        .module
        .file
        .problem(codes::UNMAPPED_TYPE, at, "which type this is cannot be told from the sources")
        .help("write the type that it is")
}
