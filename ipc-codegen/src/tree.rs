//! The tree of a source: items, types and attributes, reduced to what the compiler needs.
//!
//! It holds no tokens, because their spans belong to the thread that parsed them. It is owned, can be
//! read on any thread, and has a fraction of the syntax tree's size. A span is a byte range in the
//! text of the file that contains the item.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use ipc_syntax::{ConstantType, Kind, Peer, TypeScript};

use crate::direction::{Directed, Direction};
use crate::known::KnownShape;
use crate::report::Problem;
use crate::schema::Docs;

/// A byte range in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    /// From the start of this span to the end of another one.
    pub(crate) fn to(self, other: Self) -> Self {
        Self { start: self.start, end: self.start.max(other.end) }
    }
}

/// An identifier without its `r#`, or a name from an attribute.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Name {
    pub(crate) text: Box<str>,
    pub(crate) span: Span,
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

/// A path without its arguments.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Path {
    /// Whether it begins with `::`.
    pub(crate) is_extern: bool,
    pub(crate) segments: Box<[Name]>,
}

impl Path {
    /// The path of a crate, or of `crate`.
    pub(crate) fn of_crate(name: &str, is_extern: bool) -> Self {
        let name = Name { text: name.into(), span: Span::default() };
        Self { is_extern, segments: [name].into() }
    }

    pub(crate) fn span(&self) -> Span {
        match (self.segments.first(), self.segments.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => Span::default(),
        }
    }

    /// Whether this is its last segment.
    pub(crate) fn ends_with(&self, name: &str) -> bool {
        self.segments.last().is_some_and(|last| last == name)
    }
}

/// A type as it is written.
#[derive(Debug, Clone)]
pub(crate) struct TypeExpr {
    pub(crate) span: Span,
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
    Reference {
        target: Box<TypeExpr>,
        is_mutable: bool,
        /// Whether its lifetime has a name, as in `&'static T`. Only such a reference may be in a
        /// definition.
        is_named: bool,
    },
    /// `dyn A + B`: its traits.
    TraitObject(Box<[TraitExpr]>),
    /// A type that cannot cross. The text is a subject and its verb: "a raw pointer has".
    Other(&'static str),
    /// `fn(…)`.
    Function,
    /// A type that is not known; the text as above.
    Unexpanded(&'static str),
}

impl TypeExpr {
    /// Whether it is `[u8]`.
    pub(crate) fn is_slice_of_bytes(&self) -> bool {
        let TypeExprKind::Slice(element) = &self.kind else { return false };
        matches!(&element.kind, TypeExprKind::Path(path, _)
            if path.segments.len() == 1 && path.ends_with("u8"))
    }
}

/// A constant that is a number, like the length of an array.
#[derive(Debug, Clone)]
pub(crate) enum Length {
    Is(usize),
    /// The value of a constant or of a parameter.
    Constant(Path),
    /// An operation on two lengths.
    Computed(Box<(Self, Operator, Self)>),
    /// Only rustc can compute it.
    Unknown,
}

/// An operation on two lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
}

impl Operator {
    /// The result, unless it overflows.
    pub(crate) const fn apply(self, a: usize, b: usize) -> Option<usize> {
        match self {
            Self::Add => a.checked_add(b),
            Self::Subtract => a.checked_sub(b),
            Self::Multiply => a.checked_mul(b),
        }
    }
}

/// An argument of a path that is a type or a constant.
#[derive(Debug, Clone)]
pub(crate) enum Argument {
    /// A type, or a constant that is a plain name.
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
    /// The trait, and the name in it; `None` if the name is not the last segment.
    pub(crate) item: Option<(TraitExpr, Name)>,
    /// The arguments of the name.
    pub(crate) arguments: Box<[Argument]>,
}

/// A trait as it is written.
#[derive(Debug, Clone)]
pub(crate) struct TraitExpr {
    pub(crate) path: Path,
    pub(crate) arguments: Box<[Argument]>,
    /// Whether it constrains its associated types: `Iterator<Item = u8>`.
    pub(crate) is_constrained: bool,
}

/// The definition of a trait, reduced to its associated types.
pub(crate) struct Trait {
    pub(crate) generics: Generics,
    /// Its supertraits.
    pub(crate) supertraits: Box<[TraitExpr]>,
    /// The names of its associated types.
    pub(crate) types: Box<[Box<str>]>,
}

/// The parameters of a definition that are types or constants.
#[derive(Debug, Clone, Default)]
pub(crate) struct Generics {
    /// Their span; the span of the definition's name if it has none.
    pub(crate) span: Span,
    pub(crate) params: Box<[Param]>,
}

#[derive(Debug, Clone)]
pub(crate) struct Param {
    pub(crate) name: Box<str>,
    pub(crate) kind: ParamKind,
    /// Its bounds, from its declaration and the `where` clause.
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

    /// The type parameter of this name.
    pub(crate) fn type_param(&self, name: &str) -> Option<&Param> {
        self.types().find(|param| *param.name == *name)
    }

    /// The type parameters.
    pub(crate) fn types(&self) -> impl Iterator<Item = &Param> {
        self.params.iter().filter(|param| matches!(param.kind, ParamKind::Type { .. }))
    }
}

/// A `cfg` that the sources do not decide.
#[derive(Debug, Clone)]
pub(crate) struct UnresolvedCfg {
    pub(crate) predicate: String,
    pub(crate) span: Span,
}

/// `type Name<…> = …;`
pub(crate) struct Alias {
    pub(crate) name: Name,
    pub(crate) generics: Generics,
    pub(crate) ty: TypeExpr,
}

/// An implementation of a trait, reduced to its associated types.
pub(crate) struct Impl {
    pub(crate) of_trait: TraitExpr,
    pub(crate) this: TypeExpr,
    pub(crate) generics: Generics,
    /// Its bounds: types, and the traits that these must implement.
    pub(crate) bounds: Box<[(TypeExpr, Box<[TraitExpr]>)]>,
    pub(crate) unresolved_cfg: Option<Box<UnresolvedCfg>>,
    pub(crate) types: Vec<AssociatedType>,
    /// Its function for serde, if it implements one of serde's traits by hand.
    pub(crate) function: Option<Box<Function>>,
}

/// `type Name<…> = …;` in an implementation.
pub(crate) struct AssociatedType {
    pub(crate) name: Box<str>,
    pub(crate) generics: Generics,
    pub(crate) ty: TypeExpr,
}

/// A function that is generic over a serializer, a deserializer, or a deserializer's access to the elements
/// of an array or an object.
pub(crate) struct Function {
    pub(crate) role: FunctionRole,
    pub(crate) generics: Generics,
    /// The type of the value that it serializes, behind references; `None` for `self`.
    pub(crate) value: Option<TypeExpr>,
    /// The type in the `Ok` that it returns.
    pub(crate) returns: Option<TypeExpr>,
    /// What it may hand over, one of these; `None` if its body is not understood.
    pub(crate) transfers: Option<Box<[Transfer]>>,
    /// The module that the items in its body make, by its index in the module of the function.
    pub(crate) block: Option<usize>,
}

/// What a function is generic over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FunctionRole {
    /// A serializer.
    Serialize,
    /// A deserializer.
    Deserialize,
    /// The elements of an array, which a visitor reads.
    Elements,
    /// The entries of an object, which a visitor reads.
    Entries,
}

/// What a function hands over to serde.
#[derive(Debug, Clone)]
pub(crate) enum Transfer {
    /// A value of a type.
    Type(TypeExpr),
    Shape(KnownShape),
    /// One text and no other.
    Literal(Box<str>),
    /// A value in the function's body.
    Value(Operand),
    /// An array of any length, each element one of these.
    List(Vec<Self>),
    /// An array with exactly these elements.
    Tuple(Vec<Self>),
    /// An object: each key one of the first, each value one of the second.
    Map(Vec<Self>, Vec<Self>),
    /// An object with these keys.
    Object(Vec<WrittenKey>),
    /// A value of the function's return type.
    Returned,
    /// A value of the type inside the `Option` that the function returns.
    InsideReturned,
    /// An `Option` of the function's return type.
    OptionOfReturned,
    /// A value of a type that only rustc infers.
    Inferred,
    /// An `Option` whose content only rustc infers.
    InferredOption,
    /// What another function hands over: the path of the function, and the value if it is one that
    /// serializes.
    Called {
        path: Path,
        value: Option<Operand>,
        is_returned: bool,
    },
    /// What a visitor accepts from a method of the deserializer.
    Visited {
        method: Box<str>,
        visitor: VisitorExpr,
        /// Whether the function returns what the visitor does.
        is_returned: bool,
    },
}

/// A key of an object that a function writes.
#[derive(Debug, Clone)]
pub(crate) struct WrittenKey {
    pub(crate) name: Box<str>,
    /// One of these.
    pub(crate) values: Vec<Transfer>,
    /// Whether it is written only on some paths through the function.
    pub(crate) optional: bool,
}

/// A visitor, as a function gives it to a deserializer.
#[derive(Debug, Clone)]
pub(crate) enum VisitorExpr {
    /// A value of the type at this path.
    Path(Path),
    /// The visitor that the function is a method of.
    Own,
}

/// A value in a function's body, as far as the sources determine its type. References do not count.
#[derive(Debug, Clone)]
pub(crate) enum Operand {
    /// The value that the function was given.
    Given,
    /// A text.
    Text,
    /// A value of a written type.
    Typed(TypeExpr),
    /// A value of the struct at this path, with these values of its fields.
    Built(TypeExpr, Box<[(Box<str>, Self)]>),
    /// A field of a struct or a tuple, by its name or its index.
    Field(Box<Self>, Box<str>),
    /// A field of the variant or the struct at this path, which a pattern matched.
    Matched(Box<Self>, Box<str>, Box<str>),
    /// An element of a collection.
    Item(Box<Self>),
    /// The content of an `Option`.
    Content(Box<Self>),
    /// The `Option` after `map`: the `Option` before it, and the new content.
    Mapped(Box<Self>, Box<Self>),
    /// An `Option` with this content.
    Some(Box<Self>),
    /// What `*` makes of a reference or a pointer.
    Deref(Box<Self>),
    /// The result of a method.
    Method(Box<Self>, Box<str>),
}

/// An implementation of serde's trait `Visitor`.
pub(crate) struct Visitor {
    pub(crate) generics: Generics,
    /// Its `type Value`.
    pub(crate) value: Option<TypeExpr>,
    /// Its methods by name, with those that read in turn.
    pub(crate) methods: BTreeMap<Box<str>, Option<Function>>,
}

/// A trait under `#[ipc_api]`.
pub(crate) struct Api {
    pub(crate) name: Name,
    pub(crate) peer: Peer,
    pub(crate) key: Name,
    /// Whether it says what the runtime is called.
    pub(crate) has_crate: bool,
    pub(crate) event_argument: bool,
    pub(crate) docs: Docs,
    pub(crate) fingerprint: String,
    /// The constants that are compiled.
    pub(crate) constants: Vec<Constant>,
    /// The methods that are compiled.
    pub(crate) methods: Vec<Method>,
}

/// A constant of an API.
pub(crate) struct Constant {
    pub(crate) name: Name,
    pub(crate) ty: ConstantType,
    pub(crate) docs: Docs,
    pub(crate) value: Value,
    /// The tokens of its value.
    pub(crate) span: Span,
}

/// The value of a constant.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Bool(bool),
    /// Decimal digits, after `-` if it is negative.
    Integer(Box<str>),
    Float(Box<str>),
    String(Box<str>),
    /// An array or a slice.
    List(Box<[Self]>),
    Tuple(Box<[Self]>),
    /// The texts of these values, joined.
    Concat(Box<[Self]>),
    /// A variable that cargo sets.
    Env(Box<str>),
    Constant(Path),
    /// Only rustc can compute it.
    Unknown,
}

pub(crate) struct Method {
    pub(crate) name: Name,
    pub(crate) kind: Kind,
    pub(crate) channel: Name,
    pub(crate) js_name: Name,
    pub(crate) timeout_ms: Option<u64>,
    pub(crate) max_bytes: Option<u64>,
    /// Whether its arguments may be streams.
    pub(crate) reads_streams: bool,
    pub(crate) docs: Docs,
    pub(crate) args: Vec<(String, TypeExpr)>,
    pub(crate) returns: Option<TypeExpr>,
}

/// A struct, an enum or a union.
pub(crate) struct Data {
    pub(crate) name: Name,
    pub(crate) generics: Generics,
    pub(crate) docs: Docs,
    /// The first of its own attributes that leaves its shape open.
    pub(crate) unresolved_cfg: Option<Box<UnresolvedCfg>>,
    /// The paths in its `derive`s, which types that have the same ones share.
    pub(crate) derives: Arc<[Path]>,
    /// The paths of attributes above the `derive` of serde's traits that may be macros and rewrite the
    /// type, except those that are read.
    pub(crate) macros: Box<[Path]>,
    /// The shape of an `EnumSet` of it, if the attributes decide it.
    pub(crate) enum_set: Option<&'static KnownShape>,
    /// The attribute macro of its own crate that writes attributes above it.
    pub(crate) applied: Option<Box<Applied>>,
    /// Its numbers, if it derives a trait of `serde_repr`.
    pub(crate) repr: Option<Box<Repr>>,
    /// Whether it derives serde's traits for another type: `#[serde(remote = "…")]`.
    pub(crate) is_remote: bool,
    /// Its own `#[ipc(…)]`; or the errors of all `#[ipc(…)]` on it and in it.
    pub(crate) overrides: Result<TypeOverrides, Vec<Problem>>,
    /// The type as serde reads it, or serde's errors.
    pub(crate) container: Directed<Result<Arc<Container>, Vec<Problem>>>,
}

impl Data {
    /// The same type with other overrides.
    pub(crate) fn with_overrides(&self, overrides: TypeOverrides) -> Self {
        Self {
            name: self.name.clone(),
            generics: self.generics.clone(),
            docs: self.docs.clone(),
            unresolved_cfg: self.unresolved_cfg.clone(),
            derives: Arc::clone(&self.derives),
            macros: self.macros.clone(),
            enum_set: self.enum_set,
            applied: None,
            repr: self.repr.clone(),
            is_remote: self.is_remote,
            overrides: Ok(overrides),
            container: self.container.clone(),
        }
    }

    /// A type of which only the overrides are known.
    pub(crate) fn declared(name: Name, generics: Generics, overrides: TypeOverrides) -> Self {
        Self {
            name,
            generics,
            docs: Docs::default(),
            unresolved_cfg: None,
            derives: Arc::new([]),
            macros: Box::default(),
            enum_set: None,
            applied: None,
            repr: None,
            is_remote: false,
            overrides: Ok(overrides),
            container: Directed { output: Err(Vec::new()), input: Err(Vec::new()) },
        }
    }
}

/// A type under `#[apply(name!)]`, before its attributes are known.
pub(crate) struct Applied {
    /// The path of `apply`.
    pub(crate) attribute: Path,
    /// The path in it.
    pub(crate) name: Path,
    /// The type with its attributes; or, if a macro has written it, the macro's call.
    pub(crate) span: Span,
    /// The tokens of the type.
    pub(crate) tokens: Box<str>,
    /// The type with the attributes of the macro; `None` if it cannot be read.
    pub(crate) data: OnceLock<Option<Box<Data>>>,
}

/// The numbers that stand for the variants of an enum.
#[derive(Clone)]
pub(crate) struct Repr {
    pub(crate) numbers: TypeScript,
    /// Whether serde reads all other numbers as one variant; and then, whether they are wide.
    pub(crate) other: Option<bool>,
}

/// The overrides that `#[ipc(…)]` on a type, or the configuration, declares.
#[derive(Debug, Clone, Default)]
pub(crate) struct TypeOverrides {
    /// The name in TypeScript.
    pub(crate) name: Option<Box<str>>,
    pub(crate) shape: ShapeOverrides,
    /// Whether the shape is written in the configuration.
    pub(crate) is_configured: bool,
}

/// A type that the configuration declares.
#[derive(Debug)]
pub(crate) struct Declaration {
    pub(crate) path: Path,
    /// The parameters, if the path names them.
    pub(crate) generics: Generics,
    pub(crate) overrides: TypeOverrides,
}

/// The shape overrides of a type, a variant or a field, in each direction.
pub(crate) type ShapeOverrides = Option<Box<Directed<Option<ShapeOverride>>>>;

/// A shape that `#[ipc(…)]` declares in place of the one that follows from the type.
#[derive(Debug, Clone)]
pub(crate) enum ShapeOverride {
    TypeScript(TypeScript),
    /// The shape of another Rust type.
    Rust(TypeExpr),
    /// A `number` for each wide integer; the span of the attribute.
    Number(Span),
}

/// A type as serde reads it.
pub(crate) struct Container {
    /// The name of the type for serde, for the tag of a struct.
    pub(crate) name: Box<str>,
    pub(crate) tag: Tag,
    pub(crate) has_default: bool,
    pub(crate) deny_unknown_fields: bool,
    /// Whether it is a field or variant identifier: an enum that is read from a name.
    pub(crate) is_identifier: bool,
    /// The types that serde writes and reads in its place: `into`, `from` and `try_from`.
    pub(crate) serde_proxy: Directed<Option<Box<TypeExpr>>>,
    pub(crate) body: Body,
}

/// How values are tagged.
pub(crate) enum Tag {
    External,
    Internal { tag: String },
    Adjacent { tag: String, content: String },
    None,
}

pub(crate) enum Body {
    Struct(FieldStyle, Box<[Field]>),
    /// A struct with the shape of this field.
    Transparent(Box<Field>),
    Enum(Box<[Variant]>),
}

/// How fields are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldStyle {
    Struct,
    Tuple,
    Newtype,
    Unit,
}

pub(crate) struct Variant {
    pub(crate) span: Span,
    pub(crate) docs: Docs,
    pub(crate) names: Names,
    pub(crate) skips: Directed<bool>,
    pub(crate) is_other: bool,
    pub(crate) is_untagged: bool,
    pub(crate) with: Withs,
    pub(crate) overrides: ShapeOverrides,
    pub(crate) style: FieldStyle,
    pub(crate) fields: Box<[Field]>,
}

impl Variant {
    /// How its fields are written. If the only field of a newtype is skipped, serde writes a unit.
    pub(crate) fn style(&self, direction: Direction) -> FieldStyle {
        match self.style {
            FieldStyle::Newtype if *self.fields[0].skips.get(direction) => FieldStyle::Unit,
            style => style,
        }
    }
}

#[allow(clippy::struct_excessive_bools, reason = "each is an attribute of its own")]
pub(crate) struct Field {
    /// The span of its name; empty in a tuple.
    pub(crate) member: Span,
    pub(crate) ty: TypeExpr,
    pub(crate) docs: Docs,
    pub(crate) names: Names,
    pub(crate) skips: Directed<bool>,
    pub(crate) skip_if: Option<SkipIf>,
    pub(crate) default: FieldDefault,
    pub(crate) is_flat: bool,
    /// Whether serde reads it as a part of the text that it deserializes.
    pub(crate) is_borrowed: bool,
    pub(crate) with: Withs,
    pub(crate) overrides: ShapeOverrides,
}

/// The function of a `skip_serializing_if`.
pub(crate) enum SkipIf {
    Path(Box<Path>),
    /// A function of a type in `<…>`.
    Qualified,
}

/// The value of a field that is missing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldDefault {
    /// There is none on the field.
    None,
    /// The default of its type.
    OfType,
    /// What a function returns.
    OfFunction,
}

/// The names of a field or a variant on the wire.
pub(crate) struct Names {
    /// The name that serde writes.
    pub(crate) output: Box<str>,
    /// The names that serde reads, the main one first; `None` if it is only the one above.
    pub(crate) input: Option<Box<[Box<str>]>>,
    /// The name in Rust; `None` if it is the one that serde writes.
    pub(crate) own: Option<Box<str>>,
}

impl Names {
    /// The name in Rust.
    pub(crate) fn own(&self) -> &str {
        self.own.as_deref().unwrap_or(&self.output)
    }
}

/// The functions that serialize and deserialize a field in place of its type. Few fields have any.
pub(crate) type Withs = Option<Box<Directed<Option<With>>>>;

/// The path of a function that serializes or deserializes a field in place of its type.
#[derive(Debug, Clone)]
pub(crate) struct With {
    pub(crate) path: Path,
    /// The arguments of the type that the function belongs to.
    pub(crate) arguments: Box<[Argument]>,
    /// Whether it is a function of a type in `<…>`.
    pub(crate) is_qualified: bool,
}
