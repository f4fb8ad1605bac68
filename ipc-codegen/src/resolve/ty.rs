//! Resolved types: what a written type means.

use std::{ptr, slice};

use crate::codes;
use crate::known::{KnownPath, KnownShape};
use crate::report::{Location, Problem};
use crate::source::{Module, Program, SourceFile};
use crate::tree::{self, Data, Span, Trait};

/// The most parts that a type may have, at any depth.
const MAX_TYPE_PARTS: usize = 4096;

/// A type, and where it is written.
#[derive(Clone)]
pub(crate) struct Ty<'a> {
    pub(crate) kind: TyKind<'a>,
    pub(super) span: Span,
    pub(super) file: &'a SourceFile,
}

/// The kinds of types.
#[derive(Clone)]
pub(crate) enum TyKind<'a> {
    Known(KnownPath, Vec<Ty<'a>>),
    /// A definition, with an argument for each of its parameters.
    Data(DataRef<'a>, Vec<Ty<'a>>),
    /// A parameter of the definition around it.
    Param(&'a str),
    /// An associated type that depends on parameters of the definition around it.
    Projected(Box<Projection<'a>>),
    Tuple(Vec<Ty<'a>>),
    /// The length is `None` if only rustc can compute it.
    Array(Box<Ty<'a>>, Option<usize>),
    Slice(Box<Ty<'a>>),
    /// A constant argument: a number, or `None` if only rustc can compute it.
    Constant(Option<usize>),
    /// A type that cannot be resolved: the reason, unless it was reported already.
    Failed(Option<Box<Problem>>),
}

/// A struct, enum or union, and its module.
#[derive(Clone, Copy)]
pub(crate) struct DataRef<'a> {
    pub(crate) module: &'a Module,
    pub(crate) data: &'a Data,
}

/// An associated type of a type that contains parameters.
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

impl<'a> DataRef<'a> {
    /// Its name in Rust.
    pub(crate) fn rust_name(self) -> &'a str {
        &self.data.name.text
    }

    /// Its name in TypeScript.
    pub(crate) fn name(self) -> &'a str {
        let overrides = self.data.overrides.as_ref().ok();
        let name = overrides.and_then(|overrides| overrides.name.as_deref());
        name.unwrap_or_else(|| self.rust_name())
    }

    /// Its path from its crate.
    pub(crate) fn path(self, program: &Program) -> String {
        format!("{}::{}", program.path_of(self.module), self.rust_name())
    }

    /// Whether it derives serde's traits for another type.
    pub(crate) fn is_remote(self) -> bool {
        self.data.is_remote
    }

    /// The location of its Rust name. Types that one macro call writes may share it.
    pub(crate) fn location(self) -> Location {
        self.module.file.location(self.data.name.span)
    }
}

impl<'a> Ty<'a> {
    /// A definition with these arguments, which is named in `file`.
    pub(crate) fn of_data(
        data: DataRef<'a>,
        args: Vec<Self>,
        span: Span,
        file: &'a SourceFile,
    ) -> Self {
        Self { kind: TyKind::Data(data, args), span, file }
    }

    /// A parameter of a definition.
    pub(crate) fn of_param(data: DataRef<'a>, param: &'a tree::Param) -> Self {
        let (span, file) = (data.data.generics.span, &*data.module.file);
        Self { kind: TyKind::Param(&param.name), span, file }
    }

    /// An array of this type, of unknown length.
    pub(crate) fn list(&self) -> Self {
        Self { kind: TyKind::Array(Box::new(self.clone()), None), ..*self }
    }

    /// An `Option` of a type.
    pub(crate) fn option_of(ty: Self) -> Self {
        let (span, file) = (ty.span, ty.file);
        Self { kind: TyKind::Known(KnownPath::option(), vec![ty]), span, file }
    }

    /// A type that cannot be resolved.
    pub(crate) fn failed(problem: Problem, span: Span, file: &'a SourceFile) -> Self {
        Self { kind: TyKind::Failed(Some(Box::new(problem))), span, file }
    }

    /// The types that it consists of.
    pub(crate) fn parts(&self) -> &[Self] {
        match &self.kind {
            TyKind::Known(_, parts) | TyKind::Data(_, parts) | TyKind::Tuple(parts) => parts,
            TyKind::Array(part, _) | TyKind::Slice(part) => slice::from_ref(part),
            TyKind::Projected(projection) => slice::from_ref(&projection.owner),
            TyKind::Param(_) | TyKind::Constant(_) | TyKind::Failed(_) => &[],
        }
    }

    /// Whether it contains parameters of the definition around it.
    pub(super) fn has_params(&self) -> bool {
        matches!(self.kind, TyKind::Param(_) | TyKind::Projected(_))
            || self.parts().iter().any(Self::has_params)
    }

    /// Whether it exceeds the size limit, as an infinitely recursive type does.
    pub(super) fn is_too_large(&self) -> bool {
        self.size() > MAX_TYPE_PARTS
    }

    /// The number of its parts, at any depth. Counts to a limit.
    pub(crate) fn size(&self) -> usize {
        let mut count = 0;
        let mut pending = vec![self];
        while let Some(ty) = pending.pop() {
            count += 1;
            if count > MAX_TYPE_PARTS {
                break;
            }
            pending.extend(ty.parts());
            if let TyKind::Projected(projection) = &ty.kind {
                pending.extend(&projection.of_trait.args);
            }
        }
        count
    }

    /// Itself or the first part of it that cannot be resolved.
    pub(crate) fn failure(&self) -> Option<&Self> {
        if self.has_failed() { Some(self) } else { self.parts().iter().find_map(Self::failure) }
    }

    /// Whether both are certainly the same type.
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
    /// A text that is different for each type.
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

/// Whether these types are certainly the same.
pub(super) fn same_all(types: &[Ty<'_>], others: &[Ty<'_>]) -> bool {
    types.len() == others.len() && types.iter().zip(others).all(|(ty, other)| ty.is_same(other))
}

impl Ty<'_> {
    /// Where it is written.
    pub(crate) fn location(&self) -> Location {
        self.file.location(self.span)
    }

    /// A problem where it is written.
    pub(crate) fn problem(&self, code: &'static str, message: impl Into<String>) -> Problem {
        Problem::new(code, message).at(self.location())
    }

    /// The error for an infinitely recursive type.
    pub(crate) fn recursion_problem(&self) -> Problem {
        let message = "this contains itself with ever new arguments";
        self.problem(codes::CIRCULAR_TYPE, message).help("use fewer levels of generics")
    }

    /// Whether it cannot be resolved.
    pub(crate) fn has_failed(&self) -> bool {
        matches!(self.kind, TyKind::Failed(_))
    }

    /// Whether serde makes `None` of a missing value.
    pub(crate) fn is_option(&self) -> bool {
        matches!(self.behind_pointers().kind, TyKind::Known(known, _) if known.is_option())
    }

    /// Whether it is an error that crosses as its message alone: one that dereferences to
    /// `dyn std::error::Error`.
    pub(crate) fn is_message(&self) -> bool {
        match &self.kind {
            TyKind::Known(known, args) if known.is_transparent() => {
                matches!(args.first().map(|target| &target.kind), Some(TyKind::Known(target, _))
                    if target.shape == KnownShape::Unsized(&KnownShape::Message))
            }
            TyKind::Known(known, _) => known.shape == KnownShape::Message,
            _ => false,
        }
    }

    /// The type behind all pointers such as `Box`, or itself.
    pub(crate) fn behind_pointers(&self) -> &Self {
        match &self.kind {
            TyKind::Known(known, args) if known.is_transparent() => {
                args.first().map_or(self, Self::behind_pointers)
            }
            _ => self,
        }
    }
}

impl Projection<'_> {
    /// The name of its parameter in TypeScript: `TItem` for `T::Item`.
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

    /// A text that is different for each associated type of one owner.
    pub(super) fn path(&self) -> String {
        let TraitRef { module, item, args } = &self.of_trait;
        let args: Vec<_> = args.iter().map(Ty::path).collect();
        let (start, args) = (item.generics.span.start, args.join(","));
        format!("{}:{}:{start}<{args}>::{}", module.krate, module.path.join("::"), self.name)
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.name == other.name
            && self.owner.is_same(&other.owner)
            && ptr::eq(self.of_trait.item, other.of_trait.item)
            && same_all(&self.of_trait.args, &other.of_trait.args)
    }
}

/// A type that the sources do not determine.
pub(super) fn unmapped(span: Span, file: &SourceFile) -> Ty<'_> {
    let message = "this type cannot be determined from the sources";
    let problem = file.problem(codes::UNMAPPED_TYPE, span, message);
    Ty::failed(problem.help("write the type itself"), span, file)
}
