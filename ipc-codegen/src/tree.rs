//! What is kept of a source once it has been read: items, types and attributes.
//!
//! Nothing in it holds tokens, whose places belong to the thread that parsed them: it is owned, may
//! be read on any thread, and is a fraction of the syntax tree's size. Places are offsets into the
//! text of the file that an item stands in.

use std::fmt;
use std::sync::Arc;

use ipc_syntax::{Kind, Peer, TypeScript};

use crate::direction::{Directed, Direction};
use crate::known::Shape;
use crate::report::Problem;
use crate::schema::Docs;

/// A run of bytes in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct At {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl At {
    /// From its start to the end of another one.
    pub(crate) fn to(self, other: Self) -> Self {
        Self { start: self.start, end: self.start.max(other.end) }
    }
}

/// An identifier, less its `r#`, or a name that an attribute gives.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    pub(crate) text: Box<str>,
    pub(crate) at: At,
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        *self.text == *other
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A path, less its arguments.
#[derive(Debug, Clone)]
pub(crate) struct Path {
    /// Whether it begins with `::`.
    pub(crate) is_extern: bool,
    pub(crate) segments: Box<[Name]>,
}

impl Path {
    pub(crate) fn at(&self) -> At {
        match (self.segments.first(), self.segments.last()) {
            (Some(first), Some(last)) => first.at.to(last.at),
            _ => At::default(),
        }
    }

    /// Its last segment, if this is it.
    pub(crate) fn ends_with(&self, name: &str) -> bool {
        self.segments.last().is_some_and(|last| last == name)
    }
}

/// A type as it is written.
#[derive(Debug, Clone)]
pub(crate) struct TypeExpr {
    pub(crate) at: At,
    pub(crate) kind: TypeExprKind,
}

#[derive(Debug, Clone)]
pub(crate) enum TypeExprKind {
    /// A path, and the arguments of its last segment.
    Path(Path, Box<[Argument]>),
    /// `<Owner as Trait>::Name`.
    Associated(Box<Associated>),
    Tuple(Box<[TypeExpr]>),
    Slice(Box<TypeExpr>),
    Array(Box<TypeExpr>, Length),
    /// A reference, of which only one whose lifetime has a name may stand in a definition.
    Reference {
        target: Box<TypeExpr>,
        is_mutable: bool,
        /// Whether its lifetime has a name: `&'static T`.
        is_named: bool,
    },
    /// None that crosses: what it is, with its verb.
    Other(&'static str),
    /// What may be any.
    Unexpanded(&'static str),
}

/// A constant that is a number, like the length of an array.
#[derive(Debug, Clone)]
pub(crate) enum Length {
    Is(usize),
    /// What a constant has, or a parameter.
    Constant(Path),
    /// What comes of two others.
    Computed(Box<(Self, Operator, Self)>),
    /// Only rustc knows it.
    Unknown,
}

/// What is done with two lengths.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
}

impl Operator {
    /// What comes of it, if that is a length.
    pub(crate) const fn apply(self, a: usize, b: usize) -> Option<usize> {
        match self {
            Self::Add => a.checked_add(b),
            Self::Subtract => a.checked_sub(b),
            Self::Multiply => a.checked_mul(b),
        }
    }
}

/// The arguments of types that are types or constants.
#[derive(Debug, Clone)]
pub(crate) enum Argument {
    /// A constant may look like one.
    Type(TypeExpr),
    Constant(Length),
}

impl Argument {
    pub(crate) const fn as_type(&self) -> Option<&TypeExpr> {
        match self {
            Self::Type(ty) => Some(ty),
            Self::Constant(_) => None,
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Associated {
    pub(crate) owner: TypeExpr,
    /// The trait and the name in it; none where that has arguments, or something comes after.
    pub(crate) item: Option<(TraitExpr, Name)>,
}

/// A trait as it is written.
#[derive(Debug, Clone)]
pub(crate) struct TraitExpr {
    pub(crate) path: Path,
    pub(crate) arguments: Box<[Argument]>,
    /// Whether it says something of its associated types, too: `Iterator<Item = u8>`.
    pub(crate) is_constrained: bool,
}

/// What is kept of the definition of a trait: what an associated type could be one of.
pub(crate) struct Trait {
    pub(crate) generics: Generics,
    /// The traits that it asks for.
    pub(crate) supertraits: Box<[TraitExpr]>,
    /// The names of its associated types.
    pub(crate) types: Box<[Box<str>]>,
}

/// The parameters of a definition that are types or constants.
#[derive(Debug, Clone, Default)]
pub(crate) struct Generics {
    /// Where they stand, or the name of what has none.
    pub(crate) at: At,
    pub(crate) params: Box<[Param]>,
}

#[derive(Debug, Clone)]
pub(crate) struct Param {
    pub(crate) name: Box<str>,
    pub(crate) kind: ParamKind,
    /// The traits that it implements, by what is said where it is declared and after `where`.
    pub(crate) bounds: Box<[TraitExpr]>,
}

#[derive(Debug, Clone)]
pub(crate) enum ParamKind {
    Type { default: Option<TypeExpr> },
    Constant { default: Option<Length> },
}

impl Param {
    pub(crate) const fn has_default(&self) -> bool {
        match &self.kind {
            ParamKind::Type { default } => default.is_some(),
            ParamKind::Constant { default } => default.is_some(),
        }
    }
}

impl Generics {
    /// Whether one of them is a constant of this name.
    pub(crate) fn has_constant(&self, name: &str) -> bool {
        let is_it = |param: &Param| {
            matches!(param.kind, ParamKind::Constant { .. }) && *param.name == *name
        };
        self.params.iter().any(is_it)
    }

    /// One of them that is a type.
    pub(crate) fn type_param(&self, name: &str) -> Option<&Param> {
        self.types().find(|param| *param.name == *name)
    }

    /// The parameters that are types.
    pub(crate) fn types(&self) -> impl Iterator<Item = &Param> {
        self.params.iter().filter(|param| matches!(param.kind, ParamKind::Type { .. }))
    }
}

/// A `cfg` that cannot be told from the sources.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub(crate) predicate: String,
    pub(crate) at: At,
}

/// `type Name<…> = …;`
pub(crate) struct Alias {
    pub(crate) name: Name,
    pub(crate) generics: Generics,
    pub(crate) ty: TypeExpr,
}

/// An implementation of a trait, as far as types are in it.
pub(crate) struct Impl {
    pub(crate) of_trait: TraitExpr,
    pub(crate) this: TypeExpr,
    pub(crate) generics: Generics,
    /// What it asks for: the types and the traits that these are to implement.
    pub(crate) bounds: Box<[(TypeExpr, Box<[TraitExpr]>)]>,
    /// Its undecided `cfg`.
    pub(crate) undecided: Option<Box<Condition>>,
    /// `type Name = …;`
    pub(crate) types: Vec<(Box<str>, TypeExpr)>,
}

/// A trait under `#[ipc_api]`.
pub(crate) struct Api {
    pub(crate) name: Name,
    pub(crate) peer: Peer,
    pub(crate) key: Name,
    pub(crate) docs: Docs,
    pub(crate) fingerprint: String,
    /// Those that are compiled.
    pub(crate) methods: Vec<Method>,
}

pub(crate) struct Method {
    pub(crate) name: Name,
    pub(crate) kind: Kind,
    pub(crate) channel: Name,
    pub(crate) js_name: String,
    pub(crate) docs: Docs,
    pub(crate) args: Vec<(String, TypeExpr)>,
    pub(crate) returns: Option<TypeExpr>,
}

/// A struct, an enum or a union.
pub(crate) struct Data {
    pub(crate) name: Name,
    pub(crate) generics: Generics,
    pub(crate) docs: Docs,
    /// The first of its own attributes that leaves open what it is.
    pub(crate) undecided: Option<Box<Condition>>,
    /// The paths in its `derive`s.
    pub(crate) derives: Box<[Path]>,
    /// What an `EnumSet` of it is on the wire, if that can be told.
    pub(crate) enum_set: Option<&'static Shape>,
    /// Whether it derives serde's traits for another type.
    pub(crate) is_remote: bool,
    /// What `#[ipc(…)]` says of it as a whole, or what is wrong with it there or anywhere in it.
    pub(crate) said: Result<SaidOfType, Vec<Problem>>,
    /// What serde makes of it, or what serde finds wrong.
    pub(crate) container: Directed<Result<Arc<Container>, Vec<Problem>>>,
}

#[derive(Default)]
pub(crate) struct SaidOfType {
    /// Its name in TypeScript.
    pub(crate) name: Option<Box<str>>,
    pub(crate) shapes: Shapes,
}

/// What is said of a shape, in each direction.
pub(crate) type Shapes = Option<Box<Directed<Option<Said>>>>;

/// A shape that is said and not read from a type.
#[derive(Debug, Clone)]
pub(crate) enum Said {
    TypeScript(TypeScript),
    /// That of another Rust type.
    Rust(TypeExpr),
    /// A `number` for each wide integer; where that is said.
    Number(At),
}

/// A type as serde reads its attributes.
pub(crate) struct Container {
    /// The name that serde gives it, for its tag.
    pub(crate) name: Box<str>,
    pub(crate) tag: Tag,
    pub(crate) has_default: bool,
    pub(crate) deny_unknown_fields: bool,
    /// Whether it is an enum that is read from the name of a field or of a variant.
    pub(crate) is_identifier: bool,
    /// The types that it is converted into, and from, on its way.
    pub(crate) stand_in: Directed<Option<TypeExpr>>,
    pub(crate) body: Body,
}

/// How the variants of an enum, or a struct, are told from others.
pub(crate) enum Tag {
    External,
    Internal { tag: String },
    Adjacent { tag: String, content: String },
    None,
}

pub(crate) enum Body {
    Struct(Style, Box<[Field]>),
    /// A struct that is what this field is.
    Transparent(Box<Field>),
    Enum(Box<[Variant]>),
}

/// How fields are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Struct,
    Tuple,
    Newtype,
    Unit,
}

pub(crate) struct Variant {
    pub(crate) at: At,
    pub(crate) docs: Docs,
    pub(crate) names: Names,
    pub(crate) skips: Directed<bool>,
    pub(crate) is_other: bool,
    pub(crate) is_untagged: bool,
    pub(crate) with: Directed<Option<Box<With>>>,
    pub(crate) said: Shapes,
    pub(crate) style: Style,
    pub(crate) fields: Box<[Field]>,
}

impl Variant {
    /// How its fields are written: one whose only field is skipped is a unit to serde.
    pub(crate) fn style(&self, direction: Direction) -> Style {
        match self.style {
            Style::Newtype if *self.fields[0].skips.get(direction) => Style::Unit,
            style => style,
        }
    }
}

pub(crate) struct Field {
    /// Its name or, in a tuple, nothing.
    pub(crate) member: At,
    pub(crate) ty: TypeExpr,
    pub(crate) docs: Docs,
    pub(crate) names: Names,
    pub(crate) skips: Directed<bool>,
    /// `skip_serializing_if`.
    pub(crate) may_be_skipped: bool,
    pub(crate) has_default: bool,
    pub(crate) is_flat: bool,
    pub(crate) with: Directed<Option<Box<With>>>,
    pub(crate) said: Shapes,
}

/// The names of a field or of a variant on the wire.
pub(crate) struct Names {
    pub(crate) output: Box<str>,
    /// If it is another one.
    pub(crate) input: Option<Box<str>>,
    pub(crate) aliases: Box<[Box<str>]>,
}

/// The path of a function that writes or reads a field in place of its type.
#[derive(Debug, Clone)]
pub(crate) struct With {
    pub(crate) path: Path,
    /// Those of the type that it is of, if that has some.
    pub(crate) arguments: Box<[Argument]>,
    /// Whether it is one of a type in `<…>`.
    pub(crate) is_qualified: bool,
}
