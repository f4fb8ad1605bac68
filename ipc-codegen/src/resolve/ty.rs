//! Types: what the tokens of a type mean once every path and every alias in it is followed.

use std::collections::BTreeMap;
use std::ptr;

use super::known::{self, Known, REFERENCE, Shape};
use super::path::{Found, Resolver};
use crate::codes;
use crate::report::{Place, Problem};
use crate::source::{Module, SourceFile};
use crate::tree::{
    self, Alias, Argument, At, Data, Generics, Impl, Length, Name, ParamKind, Path, TypeExpr,
    TypeExprKind,
};

/// A type and where it is written.
#[derive(Clone)]
pub(crate) struct Ty<'a> {
    pub(crate) kind: TyKind<'a>,
    at: At,
    file: &'a SourceFile,
}

/// What a type is.
#[derive(Clone)]
pub(crate) enum TyKind<'a> {
    Known(&'static Known, Vec<Ty<'a>>),
    Data(DataRef<'a>, Vec<Ty<'a>>),
    /// A type parameter of the definition that it stands in.
    Param(&'a str),
    Tuple(Vec<Ty<'a>>),
    /// The length is none if only rustc knows it.
    Array(Box<Ty<'a>>, Option<usize>),
    Slice(Box<Ty<'a>>),
    /// It has no meaning, which has been reported.
    Failed,
}

/// A struct, enum or union and the module that it stands in.
#[derive(Clone, Copy)]
pub(crate) struct DataRef<'a> {
    pub(crate) module: &'a Module,
    pub(crate) data: &'a Data,
}

/// Where a type stands.
#[derive(Clone)]
pub(crate) struct Scope<'a> {
    pub(crate) module: &'a Module,
    /// What the type parameters are.
    pub(super) params: BTreeMap<&'a str, Param<'a>>,
    /// What `Self` is.
    pub(super) this: Option<DataRef<'a>>,
    /// The implementation around it.
    pub(super) block: Option<&'a Impl>,
    /// The alias around it.
    alias: Option<&'a Alias>,
}

#[derive(Clone)]
pub(super) enum Param<'a> {
    /// Itself, inside of its definition.
    Open,
    /// The argument that it was given.
    Bound(Ty<'a>),
}

impl<'a> Scope<'a> {
    /// Inside of a module, outside of any type.
    pub(crate) fn of_module(module: &'a Module) -> Self {
        Self { module, params: BTreeMap::new(), this: None, block: None, alias: None }
    }

    /// Inside of a type's definition.
    pub(crate) fn of_data(data: DataRef<'a>) -> Self {
        let params = data.data.generics.types().map(|param| (&*param.name, Param::Open)).collect();
        Self { params, this: Some(data), ..Self::of_module(data.module) }
    }

    /// Inside of an implementation.
    pub(super) fn of_impl(
        module: &'a Module,
        block: &'a Impl,
        params: BTreeMap<&'a str, Param<'a>>,
    ) -> Self {
        Self { params, block: Some(block), ..Self::of_module(module) }
    }

    /// How long an array is that stands here, as far as the sources tell. A parameter hides a
    /// constant of its name.
    fn length(&self, length: &Length) -> Option<usize> {
        let name = match length {
            Length::Is(length) => return Some(*length),
            Length::Named(name) => name,
            Length::Computed => return None,
        };
        let generics =
            [self.this.map(|this| &this.data.generics), self.alias.map(|it| &it.generics)];
        let is_hidden = generics.into_iter().flatten().any(|it| it.has_constant(name));
        if is_hidden || self.block.is_some() {
            return None;
        }
        self.module.constants.get(name).copied()
    }
}

impl<'a> DataRef<'a> {
    /// The name that its source gives it.
    pub(crate) fn rust_name(self) -> &'a str {
        &self.data.name.text
    }

    /// The name that it has in TypeScript.
    pub(crate) fn name(self) -> &'a str {
        let said = self.data.said.as_ref().ok().and_then(|said| said.name.as_deref());
        said.unwrap_or_else(|| self.rust_name())
    }

    /// Its type parameters of which values cross.
    pub(crate) fn carried(self) -> impl Iterator<Item = &'a tree::Param> {
        self.data.generics.types().filter(|param| param.is_carried())
    }

    /// Their names.
    pub(crate) fn params(self) -> impl Iterator<Item = &'a str> {
        self.carried().map(|param| &*param.name)
    }

    /// The place of its Rust name, which types that one call of a macro writes may share.
    pub(crate) fn place(self) -> Place {
        self.module.file.place(self.data.name.at)
    }
}

impl<'a> Ty<'a> {
    /// A definition with these arguments, which is named in `scope`.
    pub(crate) fn of_data(data: DataRef<'a>, args: Vec<Self>, at: At, scope: &Scope<'a>) -> Self {
        Self { kind: TyKind::Data(data, args), at, file: &scope.module.file }
    }

    /// The type at this place has no meaning, which has been reported.
    pub(super) fn failed(at: At, scope: &Scope<'a>) -> Self {
        Self { kind: TyKind::Failed, at, file: &scope.module.file }
    }
}

impl Ty<'_> {
    /// Where it is written.
    pub(crate) fn place(&self) -> Place {
        self.file.place(self.at)
    }

    /// A problem where it is written.
    pub(crate) fn problem(&self, code: &'static str, message: impl Into<String>) -> Problem {
        Problem::new(code, message).at(self.place())
    }

    /// Whether it has no meaning, which has been reported.
    pub(crate) fn has_failed(&self) -> bool {
        matches!(self.kind, TyKind::Failed)
    }

    /// It, or what the pointers around it point to.
    pub(crate) fn behind_pointers(&self) -> &Self {
        match &self.kind {
            TyKind::Known(known, args) if known.is_transparent() => {
                args.first().map_or(self, Self::behind_pointers)
            }
            _ => self,
        }
    }
}

impl<'a> Resolver<'a> {
    /// The meaning of a type; what is wrong with it goes into `problems`.
    pub(crate) fn resolve_type(
        &mut self,
        ty: &'a TypeExpr,
        scope: &Scope<'a>,
        problems: &mut Vec<Problem>,
    ) -> Ty<'a> {
        TypeResolver::new(self, problems).resolve(ty, scope)
    }

    /// A definition with arguments, both written in `scope`.
    pub(crate) fn resolve_data(
        &mut self,
        data: DataRef<'a>,
        name: &Name,
        arguments: &'a [Argument],
        scope: &Scope<'a>,
        problems: &mut Vec<Problem>,
    ) -> Ty<'a> {
        let kind =
            TypeResolver::new(self, problems).resolve_data(data, name, arguments, name.at, scope);
        Ty { kind, at: name.at, file: &scope.module.file }
    }

    /// The arguments that a type, which may be of a crate that is not read, is written with.
    pub(crate) fn resolve_arguments(
        &mut self,
        ty: &'a TypeExpr,
        scope: &Scope<'a>,
        problems: &mut Vec<Problem>,
    ) -> Option<Vec<Ty<'a>>> {
        TypeResolver::new(self, problems).arguments_of(ty, scope)
    }
}

pub(super) struct TypeResolver<'r, 'a> {
    pub(super) resolver: &'r mut Resolver<'a>,
    pub(super) problems: &'r mut Vec<Problem>,
    /// The associated types that are being followed.
    pub(super) associated: Vec<&'a TypeExpr>,
    /// The aliases that are being followed.
    aliases: Vec<&'a Alias>,
}

impl<'r, 'a> TypeResolver<'r, 'a> {
    fn new(resolver: &'r mut Resolver<'a>, problems: &'r mut Vec<Problem>) -> Self {
        Self { resolver, problems, associated: Vec::new(), aliases: Vec::new() }
    }

    pub(super) fn resolve(&mut self, ty: &'a TypeExpr, scope: &Scope<'a>) -> Ty<'a> {
        let file = &*scope.module.file;
        let at = ty.at;
        let kind = match &ty.kind {
            TypeExprKind::Path(path, arguments) => {
                return self.resolve_path(at, path, arguments, scope);
            }
            TypeExprKind::Associated(associated) => {
                return self.resolve_associated(at, associated, scope);
            }
            TypeExprKind::Tuple(elements) => {
                TyKind::Tuple(elements.iter().map(|element| self.resolve(element, scope)).collect())
            }
            TypeExprKind::Slice(element) => TyKind::Slice(Box::new(self.resolve(element, scope))),
            TypeExprKind::Array(element, length) => {
                TyKind::Array(Box::new(self.resolve(element, scope)), scope.length(length))
            }
            TypeExprKind::Reference(target) => {
                TyKind::Known(&REFERENCE, vec![self.resolve(target, scope)])
            }
            TypeExprKind::Borrowed => self.refuse(
                file.problem(
                    codes::BORROWED_TYPE,
                    at,
                    "a value that crosses to JavaScript cannot be borrowed",
                )
                .help("use the owned type: `String` for `&str`, `Vec<T>` for `&[T]`"),
            ),
            TypeExprKind::Other(what) => self.refuse(
                file.problem(
                    codes::UNMAPPED_TYPE,
                    at,
                    format!("{what} no shape that JavaScript could be told"),
                )
                .help("use a struct or an enum that derives serde's traits"),
            ),
        };
        Ty { kind, at, file }
    }

    /// The known type at an absolute path; what to do instead, if there is none.
    fn find_known(&self, path: &[String]) -> Result<&'static Known, String> {
        let krate = path.first().map_or("", String::as_str);
        match known::find(path) {
            Some(Known { shape: Shape::Refused(advice), .. }) => Err((*advice).to_owned()),
            Some(Known { shape: Shape::WithFeature(feature, _), .. })
                if !self.resolver.program.has_feature(krate, feature) =>
            {
                Err(format!(
                    "its shape depends on the feature `{feature}` of `{krate}`, which any crate may \
                     turn on: turn it on in the `Cargo.toml` of this crate"
                ))
            }
            Some(known) => Ok(known),
            None => Err(known::advice(path)),
        }
    }

    fn refuse(&mut self, problem: Problem) -> TyKind<'a> {
        self.problems.push(problem);
        TyKind::Failed
    }

    fn resolve_path(
        &mut self,
        at: At,
        path: &'a Path,
        arguments: &'a [Argument],
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        let file = &*scope.module.file;
        let ty = |kind| Ty { kind, at, file };
        let (Some(first), Some(last)) = (path.segments.first(), path.segments.last()) else {
            return ty(TyKind::Failed);
        };
        if !path.is_extern {
            let is_alone = path.segments.len() == 1;
            match scope.params.get_key_value(&*first.text) {
                Some((_, Param::Bound(bound))) if is_alone => return bound.clone(),
                Some((name, Param::Open)) if is_alone => return ty(TyKind::Param(name)),
                Some(_) if first != "Self" => {
                    return ty(self.refuse(
                        file.problem(
                            codes::UNMAPPED_TYPE,
                            at,
                            "an associated type of a type parameter is not mapped",
                        )
                        .help("make the associated type a parameter of its own"),
                    ));
                }
                _ => {}
            }
            if first == "Self" {
                return match scope.this {
                    Some(this) if is_alone => {
                        let params = this.params().map(|name| ty(TyKind::Param(name))).collect();
                        ty(TyKind::Data(this, params))
                    }
                    _ => self.resolve_sibling(at, path, scope),
                };
            }
        }
        let is_plain = path.segments.len() == 1 && !path.is_extern;
        let plain = is_plain.then_some(&*first.text);
        if let Some(known) = plain.and_then(|name| self.resolver.known(scope.module, name)) {
            let kind = self.resolve_known(known, last, arguments, at, scope);
            return ty(kind);
        }
        let found = match self.resolver.resolve(scope.module, path) {
            Ok(Found::Opaque(opaque)) => self.resolver.open(opaque, scope.module, last),
            found => found,
        };
        let found = match found {
            Ok(found) => found,
            Err(problem) => return ty(self.refuse(*problem)),
        };
        match found {
            Found::Unread => ty(TyKind::Failed),
            Found::Data(module, data) => {
                ty(self.resolve_data(DataRef { module, data }, last, arguments, at, scope))
            }
            Found::Alias(module, alias) => {
                if self.aliases.iter().any(|known| ptr::eq(*known, alias)) {
                    return ty(self.refuse(file.problem(
                        codes::CIRCULAR_TYPE,
                        at,
                        format!("the alias `{}` stands for itself", alias.name),
                    )));
                }
                let inner = Scope::of_module(module);
                match self.arguments(last, arguments, scope, &alias.generics, &inner, at) {
                    Some(bound) => self.follow_alias(alias, bound, &inner),
                    None => ty(TyKind::Failed),
                }
            }
            Found::Module(_) | Found::Trait(_) => {
                let what = if matches!(found, Found::Trait(_)) { "trait" } else { "module" };
                ty(self.refuse(
                    file.problem(
                        codes::UNMAPPED_TYPE,
                        at,
                        format!("`{last}` is a {what}, not a type"),
                    )
                    .help("use a struct or an enum that derives serde's traits"),
                ))
            }
            Found::Opaque(opaque) => match self.find_known(&opaque.path) {
                Ok(known) => {
                    if let Some(name) = plain {
                        self.resolver.set_known(scope.module, name, known);
                    }
                    let kind = self.resolve_known(known, last, arguments, at, scope);
                    ty(kind)
                }
                Err(advice) => ty(self.refuse(
                    file.problem(
                        codes::UNMAPPED_TYPE,
                        at,
                        format!("`{}` is not mapped to TypeScript", opaque.path.join("::")),
                    )
                    .help(advice)
                    .help(
                        "or say what it is, on a field: `#[ipc(as = \"RustType\")]` or \
                         `#[ipc(ts = \"…\")]` under `#[derive(ipc_runtime::IpcType)]`",
                    ),
                )),
            },
        }
    }

    fn resolve_data(
        &mut self,
        data: DataRef<'a>,
        name: &Name,
        arguments: &'a [Argument],
        at: At,
        scope: &Scope<'a>,
    ) -> TyKind<'a> {
        let generics = &data.data.generics;
        match self.arguments(name, arguments, scope, generics, &Scope::of_data(data), at) {
            Some(bound) => {
                let args = data.params().filter_map(|name| bound.get(name).cloned());
                TyKind::Data(data, args.collect())
            }
            None => TyKind::Failed,
        }
    }

    fn follow_alias(
        &mut self,
        alias: &'a Alias,
        bound: BTreeMap<&'a str, Ty<'a>>,
        inner: &Scope<'a>,
    ) -> Ty<'a> {
        let params = bound.into_iter().map(|(name, bound)| (name, Param::Bound(bound))).collect();
        self.aliases.push(alias);
        let inner = Scope { params, alias: Some(alias), ..inner.clone() };
        let meaning = self.resolve(&alias.ty, &inner);
        self.aliases.pop();
        meaning
    }

    fn arguments_of(&mut self, ty: &'a TypeExpr, scope: &Scope<'a>) -> Option<Vec<Ty<'a>>> {
        let TypeExprKind::Path(path, arguments) = &ty.kind else { return None };
        match self.resolver.resolve(scope.module, path).ok()? {
            Found::Opaque(_) => {
                let types = arguments.iter().filter_map(Argument::as_type);
                Some(types.map(|ty| self.resolve(ty, scope)).collect())
            }
            Found::Data(..) => match self.resolve(ty, scope).kind {
                TyKind::Data(_, args) => Some(args),
                _ => None,
            },
            Found::Alias(module, alias) => {
                if self.aliases.iter().any(|known| ptr::eq(*known, alias)) {
                    return None;
                }
                let inner = Scope::of_module(module);
                let name = path.segments.last()?;
                let bound =
                    self.arguments(name, arguments, scope, &alias.generics, &inner, ty.at)?;
                let bound = bound.into_iter().map(|(name, bound)| (name, Param::Bound(bound)));
                self.aliases.push(alias);
                let found =
                    self.arguments_of(&alias.ty, &Scope { params: bound.collect(), ..inner });
                self.aliases.pop();
                found
            }
            Found::Module(_) | Found::Trait(_) | Found::Unread => None,
        }
    }

    fn resolve_known(
        &mut self,
        known: &'static Known,
        name: &Name,
        arguments: &'a [Argument],
        at: At,
        scope: &Scope<'a>,
    ) -> TyKind<'a> {
        let types = arguments.iter().filter_map(Argument::as_type);
        let arity = known.params.len();
        let args: Vec<_> = types.take(arity).map(|arg| self.resolve(arg, scope)).collect();
        if args.len() < arity {
            return self.refuse(scope.module.file.problem(
                codes::TYPE_ARGUMENTS,
                at,
                format!(
                    "`{name}` takes {arity} type argument{}",
                    if arity == 1 { "" } else { "s" }
                ),
            ));
        }
        TyKind::Known(known, args)
    }

    /// The arguments of a definition's type parameters: those that were given, then defaults.
    fn arguments(
        &mut self,
        name: &Name,
        given: &'a [Argument],
        scope: &Scope<'a>,
        generics: &'a Generics,
        inner: &Scope<'a>,
        at: At,
    ) -> Option<BTreeMap<&'a str, Ty<'a>>> {
        let params = &generics.params;
        let required = params.iter().filter(|param| !param.has_default()).count();
        if given.len() > params.len() || given.len() < required {
            let count = params.len();
            self.problems.push(
                scope
                    .module
                    .file
                    .problem(
                        codes::TYPE_ARGUMENTS,
                        at,
                        format!(
                            "`{name}` takes {count} argument{}, not {}",
                            if count == 1 { "" } else { "s" },
                            given.len()
                        ),
                    )
                    .related(inner.module.file.place(generics.at), "declared here"),
            );
            return None;
        }
        let mut bound: BTreeMap<&'a str, Ty<'a>> = BTreeMap::new();
        for (index, param) in params.iter().enumerate() {
            // What is measured by a constant is a list, however long.
            let ParamKind::Type { default } = &param.kind else { continue };
            if !param.is_carried() {
                continue;
            }
            let ty = match (given.get(index), default) {
                (Some(Argument::Type(given)), _) => self.resolve(given, scope),
                (None, Some(default)) => {
                    let params = bound.iter().map(|(name, ty)| (*name, Param::Bound(ty.clone())));
                    let scope = Scope { params: params.collect(), ..inner.clone() };
                    self.resolve(default, &scope)
                }
                _ => return None,
            };
            bound.insert(&param.name, ty);
        }
        Some(bound)
    }
}
