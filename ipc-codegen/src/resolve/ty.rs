//! Types: what the tokens of a type mean once every path and every alias in it is followed.

use std::collections::BTreeMap;
use std::{ptr, slice};

use super::associated::{Projection, TraitRef, unmapped};
use super::known::{self, OfRow, Shape};
use super::path::{Found, Resolver};
use crate::codes;
use crate::report::{Place, Problem};
use crate::source::{Module, SourceFile};
use crate::tree::{
    self, Alias, Argument, At, Data, Generics, Impl, Length, Name, ParamKind, Path, TraitExpr,
    TypeExpr, TypeExprKind,
};

/// The most parts that a type has, at any depth.
const MAX_PARTS: usize = 4096;

/// A type and where it is written.
#[derive(Clone)]
pub(crate) struct Ty<'a> {
    pub(crate) kind: TyKind<'a>,
    pub(super) at: At,
    pub(super) file: &'a SourceFile,
}

/// What a type is.
#[derive(Clone)]
pub(crate) enum TyKind<'a> {
    Known(OfRow, Vec<Ty<'a>>),
    /// It has an argument for each of its parameters.
    Data(DataRef<'a>, Vec<Ty<'a>>),
    /// A parameter of the definition that it stands in.
    Param(&'a str),
    /// An associated type that parameters of the definition around it decide.
    Projected(Box<Projection<'a>>),
    Tuple(Vec<Ty<'a>>),
    /// The length is none if only rustc knows it.
    Array(Box<Ty<'a>>, Option<usize>),
    Slice(Box<Ty<'a>>),
    /// An argument that is no type: a number, or none if only rustc knows it.
    Constant(Option<usize>),
    /// It has no meaning: why, unless that has been reported.
    Failed(Option<Box<Problem>>),
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
    /// What the parameters are.
    pub(super) params: BTreeMap<&'a str, Param<'a>>,
    /// What `Self` is.
    pub(super) this: Option<DataRef<'a>>,
    /// The implementation around it.
    pub(super) block: Option<&'a Impl>,
    /// The alias around it.
    pub(super) alias: Option<&'a Alias>,
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
        let params = &data.data.generics.params;
        let params = params.iter().map(|param| (&*param.name, Param::Open)).collect();
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

    /// The parameters that are declared around it.
    fn generics(&self) -> impl Iterator<Item = &'a Generics> {
        let this = self.this.map(|this| &this.data.generics);
        let alias = self.alias.map(|alias| &alias.generics);
        [this, alias, self.block.map(|block| &block.generics)].into_iter().flatten()
    }

    /// The bounds of a type parameter.
    pub(super) fn bounds(&self, param: &str) -> &'a [TraitExpr] {
        let param = self.generics().find_map(|generics| generics.type_param(param));
        param.map_or(&[], |param| &param.bounds)
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

    /// A parameter of a definition.
    pub(crate) fn of_param(data: DataRef<'a>, param: &'a tree::Param) -> Self {
        let (at, file) = (data.data.generics.at, &*data.module.file);
        Self { kind: TyKind::Param(&param.name), at, file }
    }

    /// Arrays of this, of whatever length.
    pub(crate) fn list(&self) -> Self {
        Self { kind: TyKind::Array(Box::new(self.clone()), None), ..*self }
    }

    /// The type at this place has no meaning.
    pub(crate) fn failed(problem: Problem, at: At, file: &'a SourceFile) -> Self {
        Self { kind: TyKind::Failed(Some(Box::new(problem))), at, file }
    }

    /// The types that it is made of.
    pub(crate) fn parts(&self) -> &[Self] {
        match &self.kind {
            TyKind::Known(_, parts) | TyKind::Data(_, parts) | TyKind::Tuple(parts) => parts,
            TyKind::Array(part, _) | TyKind::Slice(part) => slice::from_ref(part),
            TyKind::Projected(projection) => slice::from_ref(&projection.owner),
            TyKind::Param(_) | TyKind::Constant(_) | TyKind::Failed(_) => &[],
        }
    }

    /// Whether it depends on parameters of the definition around it.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.kind, TyKind::Param(_) | TyKind::Projected(_))
            || self.parts().iter().any(Self::is_open)
    }

    /// Whether it has more parts than anyone writes: it is made of itself, again and again.
    pub(super) fn is_too_large(&self) -> bool {
        self.size() > MAX_PARTS
    }

    /// How many parts it has, at any depth, as far as they are no more than anyone writes.
    pub(crate) fn size(&self) -> usize {
        let mut count = 0;
        let mut pending = vec![self];
        while let Some(ty) = pending.pop() {
            count += 1;
            if count > MAX_PARTS {
                break;
            }
            pending.extend(ty.parts());
            if let TyKind::Projected(projection) = &ty.kind {
                pending.extend(&projection.of_trait.args);
            }
        }
        count
    }

    /// The first part of it, or it itself, that has no meaning.
    pub(super) fn failure(&self) -> Option<&Self> {
        if self.has_failed() { Some(self) } else { self.parts().iter().find_map(Self::failure) }
    }

    /// Whether both are the same type for sure.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let is_kind = match (&self.kind, &other.kind) {
            (TyKind::Known(a, _), TyKind::Known(b, _)) => a.is(*b) == Some(true),
            (TyKind::Data(a, _), TyKind::Data(b, _)) => ptr::eq(a.data, b.data),
            (TyKind::Param(a), TyKind::Param(b)) => a == b,
            (TyKind::Projected(a), TyKind::Projected(b)) => return a.is_same(b),
            (TyKind::Tuple(_), TyKind::Tuple(_)) | (TyKind::Slice(_), TyKind::Slice(_)) => true,
            (TyKind::Array(_, a), TyKind::Array(_, b))
            | (TyKind::Constant(a), TyKind::Constant(b)) => a.is_some() && a == b,
            _ => false,
        };
        is_kind && same_all(self.parts(), other.parts())
    }
}

impl Ty<'_> {
    /// What tells it from others, in words.
    pub(crate) fn path(&self) -> String {
        let name = match &self.kind {
            TyKind::Known(known, _) => known.path().to_owned(),
            TyKind::Data(data, _) => {
                format!(
                    "{}:{}::{}",
                    data.module.krate,
                    data.module.path.join("::"),
                    data.rust_name()
                )
            }
            TyKind::Param(name) => (*name).to_owned(),
            TyKind::Projected(projection) => projection.path(),
            TyKind::Array(_, number) | TyKind::Constant(number) => format!("{number:?}"),
            TyKind::Tuple(_) | TyKind::Slice(_) | TyKind::Failed(_) => String::new(),
        };
        let parts: Vec<_> = self.parts().iter().map(Self::path).collect();
        format!("{name}<{}>", parts.join(","))
    }
}

/// Whether these types are the same for sure.
pub(super) fn same_all(types: &[Ty<'_>], others: &[Ty<'_>]) -> bool {
    types.len() == others.len() && types.iter().zip(others).all(|(ty, other)| ty.is_same(other))
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

    /// The problem that it stands in itself.
    pub(crate) fn endless(&self) -> Problem {
        let message = "this is contained in itself with ever new arguments";
        self.problem(codes::CIRCULAR_TYPE, message).help("use fewer levels of generics")
    }

    /// Whether it has no meaning.
    pub(crate) fn has_failed(&self) -> bool {
        matches!(self.kind, TyKind::Failed(_))
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
        TypeResolver::new(self, scope.this).resolve_data(data, name, arguments, name.at, scope)
    }

    /// The arguments that a type, which may be of a crate that is not read, is written with.
    pub(crate) fn resolve_arguments(
        &mut self,
        ty: &'a TypeExpr,
        scope: &Scope<'a>,
    ) -> Option<Vec<Ty<'a>>> {
        TypeResolver::new(self, scope.this).arguments_of(ty, scope)
    }

    /// A type that stands in a definition, where that has these arguments, which stand in `around`.
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
            Ty::failed(filled.endless(), filled.at, filled.file)
        } else {
            filled
        }
    }
}

pub(super) struct TypeResolver<'r, 'a> {
    pub(super) resolver: &'r mut Resolver<'a>,
    /// How many associated types were followed.
    pub(super) followed: usize,
    /// The definition whose parameters are in types.
    pub(super) around: Option<DataRef<'a>>,
    /// How many bounds ask for the one that is looked at, and how many were looked at for the first
    /// of them.
    pub(super) depth: usize,
    pub(super) proofs: usize,
    /// The aliases that are being followed.
    aliases: Vec<&'a Alias>,
}

impl<'r, 'a> TypeResolver<'r, 'a> {
    pub(super) fn new(resolver: &'r mut Resolver<'a>, around: Option<DataRef<'a>>) -> Self {
        Self { resolver, followed: 0, around, depth: 0, proofs: 0, aliases: Vec::new() }
    }

    /// A type with `params` in place of its parameters.
    fn fill(&mut self, ty: &Ty<'a>, params: &BTreeMap<&str, &Ty<'a>>) -> Ty<'a> {
        let mut all = |types: &[Ty<'a>]| types.iter().map(|ty| self.fill(ty, params)).collect();
        let kind = match &ty.kind {
            TyKind::Param(name) => {
                return params.get(name).map_or_else(|| ty.clone(), |&given| given.clone());
            }
            TyKind::Projected(projection) => {
                let Projection { owner, of_trait, name } = &**projection;
                let of_trait = TraitRef { args: all(&of_trait.args), ..of_trait.clone() };
                let owner = self.fill(owner, params);
                let (at, file) = (owner.at, owner.file);
                return self.project(Projection { owner, of_trait, name }, at, file);
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
        Ty { kind, at: ty.at, file: ty.file }
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
                TyKind::Array(Box::new(self.resolve(element, scope)), self.length(length, scope))
            }
            // What an implementation is for may leave the lifetime out.
            TypeExprKind::Reference { target, is_mutable, is_named }
                if *is_named || scope.block.is_some() =>
            {
                let reference = if *is_mutable { OfRow::MUTABLE } else { OfRow::REFERENCE };
                TyKind::Known(reference, vec![self.resolve(target, scope)])
            }
            TypeExprKind::Reference { .. } => refuse(
                file.problem(
                    codes::BORROWED_TYPE,
                    at,
                    "a value that crosses to JavaScript cannot be borrowed",
                )
                .help("use the owned type: `String` for `&str`, `Vec<T>` for `&[T]`"),
            ),
            TypeExprKind::Other(what) | TypeExprKind::Unexpanded(what) => refuse(
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

    /// How long an array is that stands here, as far as the sources tell. A parameter hides a
    /// constant of its name.
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

    /// An argument for a parameter that is a constant.
    pub(super) fn constant(&mut self, argument: &Argument, at: At, scope: &Scope<'a>) -> Ty<'a> {
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
                Param::Open => Ty { kind: TyKind::Param(param), at, file },
                Param::Bound(bound) => bound.clone(),
            };
        }
        self.number(length.as_ref(), at, scope)
    }

    /// What a constant is, as far as the sources tell.
    pub(super) fn number(&mut self, number: Option<&Length>, at: At, scope: &Scope<'a>) -> Ty<'a> {
        let number = number.and_then(|number| self.length(number, scope));
        Ty { kind: TyKind::Constant(number), at, file: &scope.module.file }
    }

    /// The known type at an absolute path; what to do instead, if there is none.
    fn find_known(&self, path: &[String]) -> Result<OfRow, String> {
        let krate = path.first().map_or("", String::as_str);
        let Some(known) = known::find(path) else { return Err(known::advice(path)) };
        match known.shape {
            Shape::Refused(advice) => Err(advice.to_owned()),
            Shape::WithFeature(feature, _)
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
        at: At,
        path: &'a Path,
        arguments: &'a [Argument],
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        let file = &*scope.module.file;
        let ty = |kind| Ty { kind, at, file };
        let (Some(first), Some(last)) = (path.segments.first(), path.segments.last()) else {
            return ty(TyKind::Failed(None));
        };
        if !path.is_extern
            && let Some(ty) = self.resolve_local(at, path, arguments, scope)
        {
            return ty;
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
            Err(problem) => return ty(refuse(*problem)),
        };
        match found {
            Found::Unread => ty(TyKind::Failed(None)),
            Found::Data(module, data) => {
                self.resolve_data(DataRef { module, data }, last, arguments, at, scope)
            }
            Found::Alias(module, alias) => {
                if self.aliases.iter().any(|known| ptr::eq(*known, alias)) {
                    return ty(refuse(file.problem(
                        codes::CIRCULAR_TYPE,
                        at,
                        format!("the alias `{}` stands for itself", alias.name),
                    )));
                }
                let inner = Scope::of_module(module);
                match self.arguments(last, arguments, scope, &alias.generics, &inner, at) {
                    Ok(bound) => self.follow_alias(alias, bound, &inner),
                    Err(problem) => ty(refuse(*problem)),
                }
            }
            Found::Module(_) | Found::Trait(..) => {
                let what = if matches!(found, Found::Trait(..)) { "trait" } else { "module" };
                ty(refuse(
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
                Err(advice) => ty(refuse(
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

    /// The meaning of a path that begins with a parameter or with `Self`.
    fn resolve_local(
        &mut self,
        at: At,
        path: &'a Path,
        arguments: &'a [Argument],
        scope: &Scope<'a>,
    ) -> Option<Ty<'a>> {
        let file = &*scope.module.file;
        let ty = |kind| Ty { kind, at, file };
        let (first, rest) = path.segments.split_first()?;
        // The arguments of an associated type are not followed.
        let can_be_told = rest.is_empty() || arguments.is_empty();
        if let Some((param, meaning)) = scope.params.get_key_value(&*first.text)
            && (rest.is_empty() || first != "Self")
        {
            let meaning = match meaning {
                Param::Bound(bound) => bound.clone(),
                Param::Open => ty(TyKind::Param(param)),
            };
            return Some(match rest {
                [] => meaning,
                [name] if can_be_told => {
                    let bounds = scope.bounds(&first.text);
                    self.resolve_projection(at, meaning, name, bounds, scope)
                }
                _ => unmapped(at, file),
            });
        }
        (first == "Self").then(|| match scope.this {
            Some(this) if rest.is_empty() => {
                let params = this.data.generics.params.iter();
                let params = params.map(|param| ty(TyKind::Param(&param.name)));
                ty(TyKind::Data(this, params.collect()))
            }
            _ if can_be_told => self.resolve_sibling(at, &path.segments, scope),
            _ => unmapped(at, file),
        })
    }

    fn resolve_data(
        &mut self,
        data: DataRef<'a>,
        name: &Name,
        arguments: &'a [Argument],
        at: At,
        scope: &Scope<'a>,
    ) -> Ty<'a> {
        let generics = &data.data.generics;
        let kind = match self.arguments(name, arguments, scope, generics, &Scope::of_data(data), at)
        {
            Ok(mut bound) => {
                let params = generics.params.iter();
                let args = params.filter_map(|param| bound.remove(&*param.name));
                TyKind::Data(data, args.collect())
            }
            Err(problem) => refuse(*problem),
        };
        Ty { kind, at, file: &scope.module.file }
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
                let argument = |argument: &'a Argument| match argument {
                    Argument::Type(ty) => self.resolve(ty, scope),
                    Argument::Constant(_) => self.constant(argument, ty.at, scope),
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
                let bound =
                    self.arguments(name, arguments, scope, &alias.generics, &inner, ty.at).ok()?;
                let bound = bound.into_iter().map(|(name, bound)| (name, Param::Bound(bound)));
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
        known: OfRow,
        name: &Name,
        arguments: &'a [Argument],
        at: At,
        scope: &Scope<'a>,
    ) -> TyKind<'a> {
        let types = arguments.iter().filter_map(Argument::as_type);
        let arity = known.params.len();
        let args: Vec<_> = types.take(arity).map(|arg| self.resolve(arg, scope)).collect();
        if args.len() < arity {
            return refuse(scope.module.file.problem(
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

    /// The arguments of a definition's parameters: those that were given, then defaults.
    fn arguments(
        &mut self,
        name: &Name,
        given: &'a [Argument],
        scope: &Scope<'a>,
        generics: &'a Generics,
        inner: &Scope<'a>,
        at: At,
    ) -> Result<BTreeMap<&'a str, Ty<'a>>, Box<Problem>> {
        let params = &generics.params;
        let required = params.iter().filter(|param| !param.has_default()).count();
        let wrong = |message| {
            let problem = scope.module.file.problem(codes::TYPE_ARGUMENTS, at, message);
            Err(Box::new(problem.related(inner.module.file.place(generics.at), "declared here")))
        };
        if given.len() > params.len() || given.len() < required {
            let count = params.len();
            let plural = if count == 1 { "" } else { "s" };
            return wrong(format!("`{name}` takes {count} argument{plural}, not {}", given.len()));
        }
        let mut bound: BTreeMap<&'a str, Ty<'a>> = BTreeMap::new();
        for (index, param) in params.iter().enumerate() {
            let ty = match (given.get(index), &param.kind) {
                (Some(given), ParamKind::Constant { .. }) => self.constant(given, at, scope),
                (None, ParamKind::Constant { default }) => self.number(default.as_ref(), at, inner),
                (Some(Argument::Type(given)), ParamKind::Type { .. }) => self.resolve(given, scope),
                (None, ParamKind::Type { default: Some(default) }) => {
                    let params = bound.iter().map(|(name, ty)| (*name, Param::Bound(ty.clone())));
                    let scope = Scope { params: params.collect(), ..inner.clone() };
                    self.resolve(default, &scope)
                }
                _ => {
                    return wrong(format!(
                        "the argument of `{name}` for `{}` is no type",
                        param.name
                    ));
                }
            };
            bound.insert(&param.name, ty);
        }
        Ok(bound)
    }
}

fn refuse<'a>(problem: Problem) -> TyKind<'a> {
    TyKind::Failed(Some(Box::new(problem)))
}
