//! Types: every path and every alias in a written type is followed.

use std::collections::BTreeMap;
use std::ptr;

use super::found::{Found, Opaque};
use super::resolver::TypeResolver;
use super::scope::{ParamValue, Scope};
use super::ty::{DataRef, Projection, TraitRef, Ty, TyKind, unmapped};
use crate::codes;
use crate::config::how_to_declare;
use crate::known::{self, KnownPath, KnownShape};
use crate::report::Problem;
use crate::source::SourceFile;
use crate::tree::{
    Alias, Argument, Generics, Length, Name, ParamKind, Path, Span, TraitExpr, TypeExpr,
    TypeExprKind,
};

impl<'a> TypeResolver<'_, 'a> {
    /// A type with `params` in place of its parameters.
    pub(super) fn fill(&mut self, ty: &Ty<'a>, params: &BTreeMap<&str, &Ty<'a>>) -> Ty<'a> {
        let mut all = |types: &[Ty<'a>]| types.iter().map(|ty| self.fill(ty, params)).collect();
        let kind = match &ty.kind {
            TyKind::Param(name) => {
                return params.get(name).map_or_else(|| ty.clone(), |&given| given.clone());
            }
            TyKind::Projected(projection) => {
                let Projection { owner, of_trait, name } = &**projection;
                let of_trait = TraitRef { args: all(&of_trait.args), ..of_trait.clone() };
                let owner = self.fill(owner, params);
                let (span, file) = (owner.span, owner.file);
                return self.project(Projection { owner, of_trait, name }, span, file);
            }
            TyKind::Known(known, parts) => TyKind::Known(*known, all(parts)),
            TyKind::Data(data, parts) => TyKind::Data(*data, all(parts)),
            TyKind::Tuple(parts) => TyKind::Tuple(all(parts)),
            TyKind::Array(part, length) => {
                TyKind::Array(Box::new(self.fill(part, params)), *length)
            }
            TyKind::Slice(part) => TyKind::Slice(Box::new(self.fill(part, params))),
            TyKind::Constant(_) | TyKind::Failed(_) => return ty.clone(),
        };
        Ty { kind, span: ty.span, file: ty.file }
    }

    pub(super) fn resolve(&mut self, ty: &'a TypeExpr, scope: &Scope<'a>) -> Ty<'a> {
        let file = &*scope.module.file;
        let span = ty.span;
        let kind = match &ty.kind {
            TypeExprKind::Path(path, arguments) => {
                return self.resolve_path(span, path, arguments, scope);
            }
            TypeExprKind::Associated(associated) => {
                return self.resolve_associated(span, associated, scope);
            }
            TypeExprKind::Tuple(elements) => {
                TyKind::Tuple(elements.iter().map(|element| self.resolve(element, scope)).collect())
            }
            TypeExprKind::Slice(element) => TyKind::Slice(Box::new(self.resolve(element, scope))),
            TypeExprKind::Array(element, length) => {
                TyKind::Array(Box::new(self.resolve(element, scope)), self.length(length, scope))
            }
            // The header of an implementation may omit the lifetime.
            TypeExprKind::Reference { target, is_mutable, is_named }
                if *is_named || scope.block.is_some() =>
            {
                let reference = if *is_mutable { KnownPath::MUTABLE } else { KnownPath::REFERENCE };
                TyKind::Known(reference, vec![self.resolve(target, scope)])
            }
            TypeExprKind::Reference { target, .. } => refuse(
                file.problem(
                    codes::BORROWED_TYPE,
                    span,
                    "a value that crosses to JavaScript cannot be borrowed",
                )
                .help(if target.is_slice_of_bytes() {
                    "use `ipc_runtime::Bytes`: a `Uint8Array` in JavaScript"
                } else {
                    "use the owned type: `String` for `&str`, `Vec<T>` for `&[T]`"
                }),
            ),
            TypeExprKind::TraitObject(traits) if self.has_error(traits, scope) => {
                TyKind::Known(KnownPath::ANY_ERROR, Vec::new())
            }
            TypeExprKind::TraitObject(traits) if traits.iter().any(is_function) => {
                refuse(function(span, file))
            }
            TypeExprKind::Function => refuse(function(span, file)),
            TypeExprKind::TraitObject(_) => refuse(shapeless("a trait object has", span, file)),
            TypeExprKind::Other(what) | TypeExprKind::Unexpanded(what) => {
                refuse(shapeless(what, span, file))
            }
        };
        Ty { kind, span, file }
    }

    /// Whether one of these traits is `std::error::Error`.
    fn has_error(&mut self, traits: &[TraitExpr], scope: &Scope<'a>) -> bool {
        traits.iter().any(|of_trait| {
            matches!(self.resolver.resolve(scope.module, &of_trait.path), Ok(Found::Opaque(opaque))
                if known::is_error_trait(&opaque.path))
        })
    }

    /// An array length, if the sources determine it. A parameter hides a constant of the same name.
    fn length(&mut self, length: &Length, scope: &Scope<'a>) -> Option<usize> {
        match length {
            Length::Constant(path)
                if matches!(&*path.segments, [name]
                    if scope.generics().any(|generics| generics.has_constant(&name.text))) =>
            {
                None
            }
            Length::Computed(parts) => {
                let (a, operator, b) = &**parts;
                operator.apply(self.length(a, scope)?, self.length(b, scope)?)
            }
            length => self.resolver.length(scope.module, length),
        }
    }

    /// An argument for a constant parameter.
    pub(super) fn constant(
        &mut self,
        argument: &Argument,
        span: Span,
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        let file = &*scope.module.file;
        let length = match argument {
            Argument::Constant(length) => Some(length.clone()),
            Argument::Type(TypeExpr { kind: TypeExprKind::Path(path, _), .. }) => {
                Some(Length::Constant(path.clone()))
            }
            Argument::Type(_) => None,
        };
        if let Some(Length::Constant(path)) = &length
            && let [name] = &*path.segments
            && let Some((param, meaning)) = scope.params.get_key_value(&*name.text)
        {
            return match meaning {
                ParamValue::Open => Ty { kind: TyKind::Param(param), span, file },
                ParamValue::Bound(bound) => bound.clone(),
            };
        }
        self.number(length.as_ref(), span, scope)
    }

    /// A constant, with its value if the sources determine it.
    pub(super) fn number(
        &mut self,
        number: Option<&Length>,
        span: Span,
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        let number = number.and_then(|number| self.length(number, scope));
        Ty { kind: TyKind::Constant(number), span, file: &scope.module.file }
    }

    /// The known type at an absolute path; else advice what to do instead.
    fn find_known(&self, path: &[String]) -> Result<KnownPath, String> {
        let krate = path.first().map_or("", String::as_str);
        let Some(known) = known::find(path) else { return Err(known::advice(path)) };
        match known.shape {
            KnownShape::Refused(advice) => Err(advice.to_owned()),
            KnownShape::WithFeature(feature, _)
                if !self.resolver.program.has_feature(krate, feature) =>
            {
                Err(format!(
                    "its shape depends on the feature `{feature}` of `{krate}`, which any crate may \
                     turn on: turn it on in the `Cargo.toml` of this crate"
                ))
            }
            _ => Ok(known),
        }
    }

    fn resolve_path(
        &mut self,
        span: Span,
        path: &'a Path,
        arguments: &'a [Argument],
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        let file = &*scope.module.file;
        let ty = |kind| Ty { kind, span, file };
        let (Some(first), Some(last)) = (path.segments.first(), path.segments.last()) else {
            return ty(TyKind::Failed(None));
        };
        if !path.is_extern
            && let Some(ty) = self.resolve_local(span, path, arguments, scope)
        {
            return ty;
        }
        let is_plain = path.segments.len() == 1 && !path.is_extern;
        let plain = is_plain.then_some(&*first.text);
        if let Some(known) = plain.and_then(|name| self.resolver.known(scope.module, name)) {
            let kind = self.resolve_known(known, last, arguments, span, scope);
            return ty(kind);
        }
        let found = match self.resolver.resolve(scope.module, path) {
            // A module does not hide a primitive type: `use std::f64;`.
            Ok(found) if let Some(primitive) = plain.and_then(|name| primitive(&found, name)) => {
                Ok(Found::Opaque(primitive))
            }
            Ok(Found::Opaque(opaque)) => self.resolver.open(opaque, scope.module, last),
            found => found,
        };
        let found = match found {
            Ok(found) => found,
            Err(problem) => return ty(refuse(*problem)),
        };
        match found {
            Found::Unread => ty(TyKind::Failed(None)),
            Found::Data(module, data) => {
                self.resolve_data(DataRef { module, data }, last, arguments, span, scope)
            }
            Found::Alias(module, alias) => {
                if self.aliases.iter().any(|known| ptr::eq(*known, alias)) {
                    return ty(refuse(file.problem(
                        codes::CIRCULAR_TYPE,
                        span,
                        format!("the alias `{}` is defined in terms of itself", alias.name),
                    )));
                }
                let inner = Scope::of_module(module);
                match self.arguments(last, arguments, scope, &alias.generics, &inner, span) {
                    Ok(bound) => self.follow_alias(alias, bound, &inner),
                    Err(problem) => ty(refuse(*problem)),
                }
            }
            Found::Module(_) | Found::Trait(..) => {
                let what = if matches!(found, Found::Trait(..)) { "trait" } else { "module" };
                ty(refuse(
                    file.problem(
                        codes::UNMAPPED_TYPE,
                        span,
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
                    let kind = self.resolve_known(known, last, arguments, span, scope);
                    ty(kind)
                }
                Err(advice) => ty(refuse(unknown(&opaque.path, advice, span, file))),
            },
        }
    }

    /// The meaning of a path that begins with a parameter or with `Self`.
    fn resolve_local(
        &mut self,
        span: Span,
        path: &'a Path,
        arguments: &'a [Argument],
        scope: &Scope<'a>,
    ) -> Option<Ty<'a>> {
        let file = &*scope.module.file;
        let ty = |kind| Ty { kind, span, file };
        let (first, rest) = path.segments.split_first()?;
        // The arguments of an associated type are not followed.
        let can_be_told = rest.is_empty() || arguments.is_empty();
        if let Some((param, meaning)) = scope.params.get_key_value(&*first.text)
            && (rest.is_empty() || first != "Self")
        {
            let meaning = match meaning {
                ParamValue::Bound(bound) => bound.clone(),
                ParamValue::Open => ty(TyKind::Param(param)),
            };
            return Some(match rest {
                [] => meaning,
                [name] if can_be_told => {
                    let bounds = scope.bounds(&first.text);
                    self.resolve_projection(span, meaning, name, bounds, scope)
                }
                _ => unmapped(span, file),
            });
        }
        (first == "Self").then(|| match scope.this {
            Some(this) if rest.is_empty() => {
                let params = this.data.generics.params.iter();
                let params = params.map(|param| ty(TyKind::Param(&param.name)));
                ty(TyKind::Data(this, params.collect()))
            }
            _ if can_be_told => self.resolve_sibling(span, &path.segments, scope),
            _ => unmapped(span, file),
        })
    }

    pub(super) fn resolve_data(
        &mut self,
        data: DataRef<'a>,
        name: &Name,
        arguments: &'a [Argument],
        span: Span,
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        let generics = &data.data.generics;
        let kind =
            match self.arguments(name, arguments, scope, generics, &Scope::of_data(data), span) {
                Ok(mut bound) => {
                    let params = generics.params.iter();
                    let args = params.filter_map(|param| bound.remove(&*param.name));
                    TyKind::Data(data, args.collect())
                }
                Err(problem) => refuse(*problem),
            };
        Ty { kind, span, file: &scope.module.file }
    }

    fn follow_alias(
        &mut self,
        alias: &'a Alias,
        bound: BTreeMap<&'a str, Ty<'a>>,
        inner: &Scope<'a>,
    ) -> Ty<'a> {
        let params =
            bound.into_iter().map(|(name, bound)| (name, ParamValue::Bound(bound))).collect();
        self.aliases.push(alias);
        let inner = Scope { params, alias: Some(alias), ..inner.clone() };
        let meaning = self.resolve(&alias.ty, &inner);
        self.aliases.pop();
        meaning
    }

    pub(super) fn arguments_of(
        &mut self,
        ty: &'a TypeExpr,
        scope: &Scope<'a>,
    ) -> Option<Vec<Ty<'a>>> {
        let TypeExprKind::Path(path, arguments) = &ty.kind else { return None };
        match self.resolver.resolve(scope.module, path).ok()? {
            Found::Opaque(_) => {
                let argument = |argument: &'a Argument| match argument {
                    Argument::Type(ty) => self.resolve(ty, scope),
                    Argument::Constant(_) => self.constant(argument, ty.span, scope),
                };
                Some(arguments.iter().map(argument).collect())
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
                let bound = self
                    .arguments(name, arguments, scope, &alias.generics, &inner, ty.span)
                    .ok()?;
                let bound = bound.into_iter().map(|(name, bound)| (name, ParamValue::Bound(bound)));
                self.aliases.push(alias);
                let found =
                    self.arguments_of(&alias.ty, &Scope { params: bound.collect(), ..inner });
                self.aliases.pop();
                found
            }
            Found::Module(_) | Found::Trait(..) | Found::Unread => None,
        }
    }

    fn resolve_known(
        &mut self,
        known: KnownPath,
        name: &Name,
        arguments: &'a [Argument],
        span: Span,
        scope: &Scope<'a>,
    ) -> TyKind<'a> {
        let mut types = arguments.iter().filter_map(Argument::as_type);
        let arity = known.params.len();
        let mut args: Vec<_> =
            types.by_ref().take(arity).map(|arg| self.resolve(arg, scope)).collect();
        if args.len() < arity {
            return refuse(scope.module.file.problem(
                codes::TYPE_ARGUMENTS,
                span,
                format!(
                    "`{name}` takes {arity} type argument{}",
                    if arity == 1 { "" } else { "s" }
                ),
            ));
        }
        let KnownShape::ResultOf(error_path) = known.shape else {
            return TyKind::Known(known, args);
        };
        let error = types.next().map(|error| self.resolve(error, scope));
        args.push(error.unwrap_or_else(|| self.resolve_known_error(error_path, span, scope)));
        TyKind::Known(KnownPath::result(), args)
    }

    /// The error type at a path in the table.
    fn resolve_known_error(&self, path: &str, span: Span, scope: &Scope<'a>) -> Ty<'a> {
        let file = &*scope.module.file;
        let path: Vec<_> = path.split("::").map(str::to_owned).collect();
        let kind = match self.find_known(&path) {
            Ok(error) => TyKind::Known(error, Vec::new()),
            Err(advice) => refuse(unknown(&path, advice, span, file)),
        };
        Ty { kind, span, file }
    }

    /// The arguments of a definition's parameters: the `given` ones, then defaults.
    pub(super) fn arguments(
        &mut self,
        name: &Name,
        given: &'a [Argument],
        scope: &Scope<'a>,
        generics: &'a Generics,
        inner: &Scope<'a>,
        span: Span,
    ) -> Result<BTreeMap<&'a str, Ty<'a>>, Box<Problem>> {
        let params = &generics.params;
        let required = params.iter().filter(|param| !param.has_default()).count();
        let wrong = |message| {
            let problem = scope.module.file.problem(codes::TYPE_ARGUMENTS, span, message);
            Err(Box::new(
                problem.related(inner.module.file.location(generics.span), "declared here"),
            ))
        };
        if given.len() > params.len() || given.len() < required {
            let count = params.len();
            let plural = if count == 1 { "" } else { "s" };
            return wrong(format!("`{name}` takes {count} argument{plural}, not {}", given.len()));
        }
        let mut bound: BTreeMap<&'a str, Ty<'a>> = BTreeMap::new();
        for (index, param) in params.iter().enumerate() {
            let ty = match (given.get(index), &param.kind) {
                (Some(given), ParamKind::Constant { .. }) => self.constant(given, span, scope),
                (None, ParamKind::Constant { default }) => {
                    self.number(default.as_ref(), span, inner)
                }
                (Some(Argument::Type(given)), ParamKind::Type { .. }) => self.resolve(given, scope),
                (None, ParamKind::Type { default: Some(default) }) => {
                    let params =
                        bound.iter().map(|(name, ty)| (*name, ParamValue::Bound(ty.clone())));
                    let scope = Scope { params: params.collect(), ..inner.clone() };
                    self.resolve(default, &scope)
                }
                _ => {
                    return wrong(format!(
                        "the argument of `{name}` for `{}` is not a type",
                        param.name
                    ));
                }
            };
            bound.insert(&param.name, ty);
        }
        Ok(bound)
    }
}

/// The primitive type of this name, if the name leads to a module.
fn primitive(found: &Found<'_>, name: &str) -> Option<Opaque> {
    let is_module = match found {
        Found::Module(_) => true,
        Found::Opaque(opaque) => opaque.is_module_of_std(name),
        _ => false,
    };
    let path = known::prelude(name).filter(|path| is_module && path[1] == "primitive");
    path.map(Opaque::named)
}

/// The problem of a type that has no shape. `what` is a subject and its verb.
fn shapeless(what: &str, span: Span, file: &SourceFile) -> Problem {
    file.problem(codes::UNMAPPED_TYPE, span, format!("{what} no shape in JavaScript"))
        .help("use a struct or an enum that derives serde's traits")
}

fn function(span: Span, file: &SourceFile) -> Problem {
    file.problem(codes::UNMAPPED_TYPE, span, "a function has no shape in JavaScript").help(
        "declare a method for what Rust tells the page, an `#[event]`, or asks it, a `#[request]`",
    )
}

fn is_function(of_trait: &TraitExpr) -> bool {
    ["Fn", "FnMut", "FnOnce"].iter().any(|name| of_trait.path.ends_with(name))
}

/// The problem of a type that the table does not have.
fn unknown(path: &[String], advice: String, span: Span, file: &SourceFile) -> Problem {
    let message = format!("`{}` is not mapped to TypeScript", path.join("::"));
    let problem = file.problem(codes::UNMAPPED_TYPE, span, message).help(advice).help(
        "or declare its shape on a field: `#[ipc(as = \"RustType\")]` or `#[ipc(ts = \"…\")]` under \
         `#[derive(ipc_runtime::IpcType)]`",
    );
    // serde implements its traits for the types of std that cross.
    let is_of_std = path.first().is_some_and(|krate| matches!(&**krate, "std" | "core" | "alloc"));
    if is_of_std {
        problem
    } else {
        problem.help(format!("or {}", how_to_declare(&path.join("::"))))
    }
}

fn refuse<'a>(problem: Problem) -> TyKind<'a> {
    TyKind::Failed(Some(Box::new(problem)))
}
