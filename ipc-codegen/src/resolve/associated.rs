//! Associated types: `<Type as Trait>::Name`, where an implementation says what it is.

use std::collections::BTreeMap;
use std::ptr;

use ipc_syntax::unraw;
use syn::{ImplItem, ItemImpl, PathArguments, QSelf, Type, TypePath};

use super::path::Found;
use super::ty::{Param, Scope, Ty, TyKind, TypeResolver};
use crate::codes;
use crate::report::Problem;
use crate::source::{Entry, Module, UsePath};

/// Whether an implementation is for a type.
enum Match<'a> {
    No,
    /// It is, if its parameters are these.
    Yes(BTreeMap<String, Param<'a>>),
    /// Only rustc could tell.
    Maybe,
}

impl<'a> TypeResolver<'_, 'a> {
    /// The meaning of `<Type as Trait>::Name`.
    pub(super) fn resolve_associated(
        &mut self,
        tokens: &'a Type,
        qself: &'a QSelf,
        path: &'a TypePath,
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        let owner = self.resolve(&qself.ty, scope);
        if matches!(owner.kind, TyKind::Failed) {
            return Ty::failed(tokens, scope);
        }
        let found = self.find_associated(&owner, qself, path, scope);
        match found {
            Ok(Some((ty, inner))) => self.follow_associated(tokens, ty, scope, &inner),
            Ok(None) => self.fail(tokens, scope, unmapped(tokens, scope)),
            Err(problem) => self.fail(tokens, scope, *problem),
        }
    }

    /// The meaning of `Self::Name` in an implementation.
    pub(super) fn resolve_sibling(
        &mut self,
        tokens: &'a Type,
        path: &'a TypePath,
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        let ty = scope.block.and_then(|block| match path.path.segments.iter().nth(1) {
            Some(name) if path.path.segments.len() == 2 => type_of(block, &unraw(&name.ident)),
            _ => None,
        });
        match ty {
            Some(ty) => self.follow_associated(tokens, ty, scope, scope),
            None => self.fail(tokens, scope, unmapped(tokens, scope)),
        }
    }

    fn follow_associated(
        &mut self,
        tokens: &'a Type,
        ty: &'a Type,
        scope: &Scope<'a>,
        inner: &Scope<'a>,
    ) -> Ty<'a> {
        if self.associated.iter().any(|known| ptr::eq(*known, ty)) {
            let message = "this associated type stands for itself";
            let problem = scope.module.file.problem(codes::CIRCULAR_TYPE, tokens, message);
            return self.fail(tokens, scope, problem);
        }
        self.associated.push(ty);
        let meaning = self.resolve(ty, inner);
        self.associated.pop();
        meaning
    }

    fn fail(&mut self, tokens: &'a Type, scope: &Scope<'a>, problem: Problem) -> Ty<'a> {
        self.problems.push(problem);
        Ty::failed(tokens, scope)
    }

    /// The type that the only implementation gives the name, and where it stands.
    fn find_associated(
        &mut self,
        owner: &Ty<'a>,
        qself: &QSelf,
        path: &TypePath,
        scope: &Scope<'a>,
    ) -> Result<Option<(&'a Type, Scope<'a>)>, Box<Problem>> {
        let TyKind::Data(data, _) = &owner.kind else { return Ok(None) };
        let segments = &path.path.segments;
        let is_plain = segments.iter().all(|it| matches!(it.arguments, PathArguments::None));
        if !is_plain || qself.position + 1 != segments.len() {
            return Ok(None);
        }
        let idents = segments.iter().map(|segment| segment.ident.clone());
        let written = UsePath {
            is_extern: path.path.leading_colon.is_some(),
            segments: idents.clone().take(qself.position).collect(),
        };
        let Found::Trait(wanted) = self.resolver.resolve(scope.module, &written)? else {
            return Ok(None);
        };
        let name = idents.last().map(|ident| unraw(&ident)).unwrap_or_default();
        let mut modules = self.resolver.program.input_modules();
        if !modules.iter().any(|module| ptr::eq(*module, data.module)) {
            modules.push(data.module);
        }
        let mut found = None;
        for module in modules {
            for block in &module.impls {
                let Some(ty) = type_of(block, &name) else { continue };
                match self.matches(module, block, wanted, owner) {
                    Match::No => {}
                    Match::Yes(params) if found.is_none() => {
                        let inner = Scope { module, params, this: None, block: Some(block) };
                        found = Some((ty, inner));
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
        block: &'a ItemImpl,
        wanted: &Entry,
        owner: &Ty<'a>,
    ) -> Match<'a> {
        let Some((path, _)) = &block.trait_ else { return Match::No };
        let written = UsePath {
            is_extern: path.leading_colon.is_some(),
            segments: path.segments.iter().map(|segment| segment.ident.clone()).collect(),
        };
        match self.resolver.resolve(module, &written) {
            Ok(Found::Trait(found)) if ptr::eq(found, wanted) => {}
            _ => return Match::No,
        }
        let params = block.generics.type_params();
        let open = params.map(|param| (unraw(&param.ident), Param::Open)).collect();
        let scope = Scope { module, params: open, this: None, block: None };
        let reported = self.problems.len();
        let this = self.resolve(&block.self_ty, &scope);
        // What is wrong with an implementation is no use of it.
        self.problems.truncate(reported);
        let mut params = BTreeMap::new();
        match unify(&this, owner, &mut params) {
            Some(true) => {
                params.insert("Self".to_owned(), Param::Bound(owner.clone()));
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
    params: &mut BTreeMap<String, Param<'a>>,
) -> Option<bool> {
    match (&pattern.kind, &ty.kind) {
        (TyKind::Param(name), _) => {
            let is_new = params.insert(name.clone(), Param::Bound(ty.clone())).is_none();
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

fn type_of<'a>(block: &'a ItemImpl, name: &str) -> Option<&'a Type> {
    block.items.iter().find_map(|item| match item {
        ImplItem::Type(item) if unraw(&item.ident) == name => Some(&item.ty),
        _ => None,
    })
}

fn unmapped(tokens: &Type, scope: &Scope<'_>) -> Problem {
    scope
        .module
        .file
        .problem(codes::UNMAPPED_TYPE, tokens, "which type this is cannot be told from the sources")
        .help("write the type that it is")
}
