//! The state of name resolution. The rules are in the modules beside this one: paths, constants,
//! types, associated types and implementations lead to each other, so all of them are methods of two
//! structs.

use std::collections::{BTreeMap, HashMap};

use super::candidates::Impls;
use super::found::Found;
use super::scope::Scope;
use super::ty::{DataRef, Ty};
use crate::known::KnownPath;
use crate::source::{Module, Program};
use crate::tree::{Alias, Argument, Name, TypeExpr};

/// Resolves paths and types.
pub(crate) struct Resolver<'a> {
    pub(crate) program: &'a Program,
    /// The names that are being looked up, so that an import of itself terminates.
    pub(super) trail: Vec<(&'a Module, String)>,
    /// The targets of globs, by the addresses of these; `None` while the target is being resolved.
    pub(super) globs: BTreeMap<usize, Option<Found<'a>>>,
    /// The known types that plain names lead to, by the address of the module and the name. Most types
    /// are such a name.
    pub(super) known: HashMap<(usize, &'a str), KnownPath>,
    /// The implementations that were found.
    pub(super) impls: Impls<'a>,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(program: &'a Program) -> Self {
        Self {
            program,
            trail: Vec::new(),
            globs: BTreeMap::new(),
            known: HashMap::new(),
            impls: Impls::default(),
        }
    }

    /// The meaning of a type.
    pub(crate) fn resolve_type(&mut self, ty: &'a TypeExpr, scope: &Scope<'a>) -> Ty<'a> {
        TypeResolver::new(self, scope.this).resolve(ty, scope)
    }

    /// A definition with arguments, both written in `scope`.
    pub(crate) fn resolve_data(
        &mut self,
        data: DataRef<'a>,
        name: &Name,
        arguments: &'a [Argument],
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        TypeResolver::new(self, scope.this).resolve_data(data, name, arguments, name.span, scope)
    }

    /// The arguments of a written type, which may be of a crate that is not read.
    pub(crate) fn resolve_arguments(
        &mut self,
        ty: &'a TypeExpr,
        scope: &Scope<'a>,
    ) -> Option<Vec<Ty<'a>>> {
        TypeResolver::new(self, scope.this).arguments_of(ty, scope)
    }

    /// A type from a definition, with `args` in place of the definition's parameters. The arguments are
    /// written in `around`.
    pub(crate) fn fill(
        &mut self,
        ty: &Ty<'a>,
        data: DataRef<'a>,
        args: &[Ty<'a>],
        around: Option<DataRef<'a>>,
    ) -> Ty<'a> {
        let params = data.data.generics.params.iter().map(|param| &*param.name);
        let filled = TypeResolver::new(self, around).fill(ty, &params.zip(args).collect());
        if filled.is_too_large() {
            Ty::failed(filled.recursion_problem(), filled.span, filled.file)
        } else {
            filled
        }
    }
}

/// Resolves the types of one definition.
pub(super) struct TypeResolver<'r, 'a> {
    pub(super) resolver: &'r mut Resolver<'a>,
    /// How many associated types were followed.
    pub(super) followed: usize,
    /// The definition whose parameters the types contain.
    pub(super) around: Option<DataRef<'a>>,
    /// How many bounds require the current one, and how many were checked for the first of them.
    pub(super) depth: usize,
    pub(super) proofs: usize,
    /// The aliases that are being followed.
    pub(super) aliases: Vec<&'a Alias>,
}

impl<'r, 'a> TypeResolver<'r, 'a> {
    pub(super) fn new(resolver: &'r mut Resolver<'a>, around: Option<DataRef<'a>>) -> Self {
        Self { resolver, followed: 0, around, depth: 0, proofs: 0, aliases: Vec::new() }
    }
}
