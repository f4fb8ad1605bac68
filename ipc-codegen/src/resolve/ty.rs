//! Types: what the tokens of a type mean once every path and every alias in it is followed.

use std::collections::BTreeMap;
use std::ptr;

use ipc_syntax::unraw;
use syn::{
    DeriveInput, Expr, ExprLit, GenericArgument, GenericParam, Generics, ItemImpl, ItemType, Lit,
    PathArguments, PathSegment, Type, TypePath,
};

use super::known::{self, Known, REFERENCE, Shape};
use super::path::{Found, Resolver};
use crate::codes;
use crate::report::{Place, Problem};
use crate::source::{Data, Module, SourceFile, UsePath};

/// A type and the tokens that wrote it.
#[derive(Clone)]
pub(crate) struct Ty<'a> {
    pub(crate) kind: TyKind<'a>,
    tokens: &'a Type,
    file: &'a SourceFile,
}

/// What a type is.
#[derive(Clone)]
pub(crate) enum TyKind<'a> {
    Known(&'static Known, Vec<Ty<'a>>),
    Data(DataRef<'a>, Vec<Ty<'a>>),
    /// A type parameter of the definition that it stands in.
    Param(String),
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
    pub(super) params: BTreeMap<String, Param<'a>>,
    /// What `Self` is.
    pub(super) this: Option<DataRef<'a>>,
    /// The implementation around it.
    pub(super) block: Option<&'a ItemImpl>,
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
        Self { module, params: BTreeMap::new(), this: None, block: None }
    }

    /// Inside of a type's definition.
    pub(crate) fn of_data(data: DataRef<'a>) -> Self {
        let params = data.params().map(|name| (name, Param::Open)).collect();
        Self { module: data.module, params, this: Some(data), block: None }
    }
}

impl<'a> DataRef<'a> {
    pub(crate) fn input(self) -> &'a DeriveInput {
        &self.data.input
    }

    /// The name that its source gives it.
    pub(crate) fn rust_name(self) -> String {
        unraw(&self.input().ident)
    }

    /// The name that it has in TypeScript.
    pub(crate) fn name(self) -> String {
        let name = self.data.options().ok().and_then(|options| options.name.as_ref());
        name.map_or_else(|| self.rust_name(), |name| name.value.clone())
    }

    /// The names of its type parameters.
    pub(crate) fn params(self) -> impl Iterator<Item = String> {
        self.input().generics.type_params().map(|param| unraw(&param.ident))
    }

    /// The place of its Rust name, which types that one call of a macro writes may share.
    pub(crate) fn place(self) -> Place {
        self.module.file.place(&self.input().ident)
    }
}

impl<'a> Ty<'a> {
    /// The type of these tokens has no meaning, which has been reported.
    pub(super) fn failed(tokens: &'a Type, scope: &Scope<'a>) -> Self {
        Self { kind: TyKind::Failed, tokens, file: &scope.module.file }
    }
}

impl Ty<'_> {
    /// The place of its tokens.
    pub(crate) fn place(&self) -> Place {
        self.file.place(self.tokens)
    }

    /// A problem at its tokens.
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
        tokens: &'a Type,
        scope: &Scope<'a>,
        problems: &mut Vec<Problem>,
    ) -> Ty<'a> {
        let (aliases, associated) = (Vec::new(), Vec::new());
        TypeResolver { resolver: self, problems, aliases, associated }.resolve(tokens, scope)
    }
}

pub(super) struct TypeResolver<'r, 'a> {
    pub(super) resolver: &'r mut Resolver<'a>,
    pub(super) problems: &'r mut Vec<Problem>,
    /// The associated types that are being followed.
    pub(super) associated: Vec<&'a Type>,
    /// The aliases that are being followed.
    aliases: Vec<&'a ItemType>,
}

impl<'a> TypeResolver<'_, 'a> {
    pub(super) fn resolve(&mut self, tokens: &'a Type, scope: &Scope<'a>) -> Ty<'a> {
        let file = &*scope.module.file;
        let kind = match tokens {
            Type::Group(group) => return self.resolve(&group.elem, scope),
            Type::Paren(paren) => return self.resolve(&paren.elem, scope),
            Type::Tuple(tuple) => TyKind::Tuple(
                tuple.elems.iter().map(|element| self.resolve(element, scope)).collect(),
            ),
            Type::Slice(slice) => TyKind::Slice(Box::new(self.resolve(&slice.elem, scope))),
            Type::Array(array) => {
                let length = array_length(&array.len);
                TyKind::Array(Box::new(self.resolve(&array.elem, scope)), length)
            }
            Type::Path(path) => return self.resolve_path(tokens, path, scope),
            Type::Reference(reference)
                if reference.lifetime.as_ref().is_some_and(|it| it.ident == "static") =>
            {
                TyKind::Known(&REFERENCE, vec![self.resolve(&reference.elem, scope)])
            }
            Type::Reference(_) => self.refuse(
                file.problem(
                    codes::BORROWED_TYPE,
                    tokens,
                    "a value that crosses to JavaScript cannot be borrowed",
                )
                .help("use the owned type: `String` for `&str`, `Vec<T>` for `&[T]`"),
            ),
            other => {
                let what = match other {
                    Type::TraitObject(_) => "a trait object has",
                    Type::ImplTrait(_) => "an `impl Trait` has",
                    Type::FnPtr(_) => "a function has",
                    Type::Ptr(_) => "a raw pointer has",
                    Type::Never(_) => "`!` has",
                    Type::Infer(_) => "`_` has",
                    Type::Macro(_) => "the type that a macro writes has",
                    _ => "this type has",
                };
                self.refuse(
                    file.problem(
                        codes::UNMAPPED_TYPE,
                        tokens,
                        format!("{what} no shape that JavaScript could be told"),
                    )
                    .help("use a struct or an enum that derives serde's traits"),
                )
            }
        };
        Ty { kind, tokens, file }
    }

    fn refuse(&mut self, problem: Problem) -> TyKind<'a> {
        self.problems.push(problem);
        TyKind::Failed
    }

    fn resolve_path(&mut self, tokens: &'a Type, path: &'a TypePath, scope: &Scope<'a>) -> Ty<'a> {
        let file = &*scope.module.file;
        let ty = |kind| Ty { kind, tokens, file };
        if let Some(qself) = &path.qself {
            return self.resolve_associated(tokens, qself, path, scope);
        }
        if let Some(ident) = path.path.get_ident() {
            match scope.params.get(&unraw(ident)) {
                Some(Param::Bound(bound)) => return bound.clone(),
                Some(Param::Open) => return ty(TyKind::Param(unraw(ident))),
                None => {}
            }
            if let (true, Some(this)) = (ident == "Self", scope.this) {
                let params = this.params().map(|name| ty(TyKind::Param(name))).collect();
                return ty(TyKind::Data(this, params));
            }
        }
        let written = UsePath {
            is_extern: path.path.leading_colon.is_some(),
            segments: path.path.segments.iter().map(|segment| segment.ident.clone()).collect(),
        };
        let is_param = |name| scope.params.contains_key(&unraw(name));
        if let Some(name) = written.segments.first() {
            if name == "Self" {
                return self.resolve_sibling(tokens, path, scope);
            }
            if is_param(name) {
                return ty(self.refuse(
                    file.problem(
                        codes::UNMAPPED_TYPE,
                        tokens,
                        "an associated type of a type parameter is not mapped",
                    )
                    .help("make the associated type a parameter of its own"),
                ));
            }
        }
        let Some(segment) = path.path.segments.last() else { return ty(TyKind::Failed) };
        let found = match self.resolver.resolve(scope.module, &written) {
            Ok(Found::Opaque(opaque)) => self.resolver.open(opaque, scope.module, &segment.ident),
            found => found,
        };
        let found = match found {
            Ok(found) => found,
            Err(problem) => return ty(self.refuse(*problem)),
        };
        match found {
            Found::Unread => ty(TyKind::Failed),
            Found::Data(module, data) => {
                let data = DataRef { module, data };
                let generics = &data.input().generics;
                let inner = Scope::of_data(data);
                match self.arguments(segment, scope, generics, &inner, tokens) {
                    Some(bound) => {
                        let args = data.params().filter_map(|name| bound.get(&name).cloned());
                        ty(TyKind::Data(data, args.collect()))
                    }
                    None => ty(TyKind::Failed),
                }
            }
            Found::Alias(module, alias) => self.follow_alias(module, alias, segment, tokens, scope),
            Found::Module(_) | Found::Trait(_) => {
                let what = if matches!(found, Found::Trait(_)) { "trait" } else { "module" };
                let name = unraw(&segment.ident);
                ty(self.refuse(
                    file.problem(
                        codes::UNMAPPED_TYPE,
                        tokens,
                        format!("`{name}` is a {what}, not a type"),
                    )
                    .help("use a struct or an enum that derives serde's traits"),
                ))
            }
            Found::Opaque(opaque) => self.resolve_opaque(&opaque.path, segment, tokens, scope),
        }
    }

    fn follow_alias(
        &mut self,
        module: &'a Module,
        alias: &'a ItemType,
        segment: &'a PathSegment,
        tokens: &'a Type,
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        if self.aliases.iter().any(|known| ptr::eq(*known, alias)) {
            self.problems.push(scope.module.file.problem(
                codes::CIRCULAR_TYPE,
                tokens,
                format!("the alias `{}` stands for itself", unraw(&alias.ident)),
            ));
            return Ty::failed(tokens, scope);
        }
        let inner = Scope::of_module(module);
        let Some(bound) = self.arguments(segment, scope, &alias.generics, &inner, tokens) else {
            return Ty::failed(tokens, scope);
        };
        let params = bound.into_iter().map(|(name, bound)| (name, Param::Bound(bound))).collect();
        self.aliases.push(alias);
        let meaning = self.resolve(&alias.ty, &Scope { params, ..inner });
        self.aliases.pop();
        meaning
    }

    fn resolve_opaque(
        &mut self,
        path: &[String],
        segment: &'a PathSegment,
        tokens: &'a Type,
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        let file = &*scope.module.file;
        let ty = |kind| Ty { kind, tokens, file };
        let refuse = |advice: String| {
            file.problem(
                codes::UNMAPPED_TYPE,
                tokens,
                format!("`{}` is not mapped to TypeScript", path.join("::")),
            )
            .help(advice)
            .help(
                "or say what it is, on a field: `#[ipc(as = \"RustType\")]` or `#[ipc(ts = \"…\")]` \
                 under `#[derive(ipc_runtime::IpcType)]`",
            )
        };
        let known = match known::find(path) {
            Some(Known { shape: Shape::Refused(advice), .. }) => {
                return ty(self.refuse(refuse((*advice).to_owned())));
            }
            Some(known) => known,
            None => return ty(self.refuse(refuse(known::advice(path)))),
        };
        let mut args = type_arguments(segment);
        let arity = known.params.len();
        if args.len() < arity {
            let name = unraw(&segment.ident);
            return ty(self.refuse(file.problem(
                codes::TYPE_ARGUMENTS,
                tokens,
                format!(
                    "`{name}` takes {arity} type argument{}",
                    if arity == 1 { "" } else { "s" }
                ),
            )));
        }
        args.truncate(arity);
        ty(TyKind::Known(known, args.into_iter().map(|arg| self.resolve(arg, scope)).collect()))
    }

    /// The arguments of a definition's type parameters: those that were given, then defaults.
    fn arguments(
        &mut self,
        segment: &'a PathSegment,
        scope: &Scope<'a>,
        generics: &'a Generics,
        inner: &Scope<'a>,
        tokens: &'a Type,
    ) -> Option<BTreeMap<String, Ty<'a>>> {
        let given = arguments(segment);
        let params: Vec<_> = generics
            .params
            .iter()
            .filter(|param| !matches!(param, GenericParam::Lifetime(_)))
            .collect();
        let required = params.iter().filter(|param| !has_default(param)).count();
        if given.len() > params.len() || given.len() < required {
            let name = unraw(&segment.ident);
            let count = params.len();
            self.problems.push(
                scope
                    .module
                    .file
                    .problem(
                        codes::TYPE_ARGUMENTS,
                        tokens,
                        format!(
                            "`{name}` takes {count} argument{}, not {}",
                            if count == 1 { "" } else { "s" },
                            given.len()
                        ),
                    )
                    .related(inner.module.file.place(generics), "declared here"),
            );
            return None;
        }
        let mut bound: BTreeMap<String, Ty<'a>> = BTreeMap::new();
        for (index, param) in params.into_iter().enumerate() {
            // What is measured by a constant is a list, however long.
            let GenericParam::Type(param) = param else { continue };
            let ty = match (given.get(index), &param.default) {
                (Some(GenericArgument::Type(given)), _) => self.resolve(given, scope),
                (None, Some((_, default))) => {
                    let params =
                        bound.iter().map(|(name, ty)| (name.clone(), Param::Bound(ty.clone())));
                    let scope = Scope { params: params.collect(), ..inner.clone() };
                    self.resolve(default, &scope)
                }
                _ => return None,
            };
            bound.insert(unraw(&param.ident), ty);
        }
        Some(bound)
    }
}

/// The arguments that are types or constants. A constant's name looks like a type's.
fn arguments(segment: &PathSegment) -> Vec<&GenericArgument> {
    let is_counted = |arg: &&GenericArgument| {
        matches!(arg, GenericArgument::Type(_) | GenericArgument::Const(_))
    };
    match &segment.arguments {
        PathArguments::AngleBracketed(args) => args.args.iter().filter(is_counted).collect(),
        PathArguments::None | PathArguments::Parenthesized(_) => Vec::new(),
    }
}

fn type_arguments(segment: &PathSegment) -> Vec<&Type> {
    let types = arguments(segment).into_iter().filter_map(|arg| match arg {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

fn has_default(param: &GenericParam) -> bool {
    match param {
        GenericParam::Type(param) => param.default.is_some(),
        GenericParam::Const(param) => param.default.is_some(),
        GenericParam::Lifetime(_) => true,
    }
}

fn array_length(length: &Expr) -> Option<usize> {
    match length {
        Expr::Group(group) => array_length(&group.expr),
        Expr::Paren(paren) => array_length(&paren.expr),
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse().ok(),
        _ => None,
    }
}
